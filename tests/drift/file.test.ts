import { fileLifecycle, sha256Of } from "../../providers/file";
import { testDrift } from "./test-drift";

const path = "/etc/phoenix.conf";
const content = "# $(reboot) 'quoted' \"too\" é\n";

testDrift({
  kind: "file",
  schema: fileLifecycle.schema,
  inputs: { path, content, sha256: sha256Of(content), owner: "root:www-data", mode: "0640" },
  fields: {
    sha256: [`echo more >> ${path}`, `: > ${path}`, { command: `rm ${path}`, gone: true }],
    owner: [`chown www-data ${path}`, `chgrp root ${path}`],
    mode: [`chmod 0600 ${path}`, `chmod 4777 ${path}`],
  },
  notCompared: {
    path: "it is what the file is known by",
    content: "it is compared by its SHA-256",
  },
});
