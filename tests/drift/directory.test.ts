import { directoryLifecycle } from "../../providers/directory";
import { testDrift } from "./test-drift";

const path = "/srv/models";

testDrift({
  kind: "directory",
  schema: directoryLifecycle.schema,
  inputs: { path, owner: "100000:users", mode: "2770" },
  fields: {
    owner: [`chown 0 ${path} && chmod 2770 ${path}`, `chgrp root ${path} && chmod 2770 ${path}`],
    mode: [`chmod g-s ${path}`, `chmod u+s ${path}`],
    path: { command: `rmdir ${path}`, gone: true },
  },
});
