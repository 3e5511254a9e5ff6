import { packagesLifecycle } from "../../providers/packages";
import { testDrift } from "./test-drift";

testDrift({
  kind: "packages",
  schema: packagesLifecycle.schema,
  inputs: { packages: { jq: "installed", tree: "installed" } },
  fields: {
    packages: [
      "apt-get remove -y jq",
      "apt-get remove -y jq tree",
      "sed -i '/^Package: tree$/,/^$/s/^Status: .*/Status: install ok half-configured/' /var/lib/dpkg/status",
      "sed -i '/^Package: tree$/,/^$/s/^Status: .*/Status: install reinstreq half-configured/' /var/lib/dpkg/status",
    ],
  },
});
