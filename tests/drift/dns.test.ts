import { dnsLifecycle } from "../../providers/dns";
import { testDrift } from "./test-drift";

testDrift({
  kind: "dns",
  schema: dnsLifecycle.schema,
  inputs: { search: "example.test", servers: ["10.0.0.1", "10.0.0.2"] },
  fields: {
    search: [
      "sed -i s/example.test/other.test/ /etc/resolv.conf",
      "sed -i '/^search/d' /etc/resolv.conf",
      "sed -i 's/^search .*/& more.test/' /etc/resolv.conf",
    ],
    servers: [
      "sed -i 's/10.0.0.1$/10.0.0.9/' /etc/resolv.conf",
      "sed -i '/10.0.0.2/d' /etc/resolv.conf",
      "echo 'nameserver 10.0.0.3' >> /etc/resolv.conf",
      "printf 'search example.test\\nnameserver 10.0.0.2\\nnameserver 10.0.0.1\\n' > /etc/resolv.conf",
    ],
  },
});
