import { ostemplateLifecycle } from "../../providers/ostemplate";
import { testDrift } from "./test-drift";

const template = "debian-13-standard_13.1-2_amd64.tar.zst";

testDrift({
  kind: "ostemplate",
  schema: ostemplateLifecycle.schema,
  inputs: { storage: "local", template },
  fields: {
    template: { command: `rm /var/lib/vz/template/cache/${template}`, gone: true },
  },
  notCompared: { storage: "it says where the file is looked for" },
});
