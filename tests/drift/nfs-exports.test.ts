import { exportsFile } from "../../host/nfs";
import { nfsExportsLifecycle } from "../../providers/nfs-exports";
import { testDrift } from "./test-drift";

const table = {
  "/srv/data": {
    "10.0.0.0/24": ["rw", "sync", "no_subtree_check", "no_root_squash"],
    "10.0.0.5": ["ro"],
  },
  "/srv/iso": { "*": ["ro", "all_squash", "insecure"] },
};

testDrift({
  kind: "nfsexports",
  schema: nfsExportsLifecycle.schema,
  inputs: {
    package: "installed",
    enabled: "enabled",
    active: "active",
    directories: { "/srv/data": { owner: "nobody:nogroup", mode: "2775" }, "/srv/iso": {} },
    exports: table,
    exported: table,
  },
  fields: {
    package: {
      command: "apt-get remove -y nfs-kernel-server",
      along: ["active", "enabled", "exported"],
    },
    enabled: "systemctl disable nfs-server",
    // Stopped, the server exports nothing.
    active: { command: "systemctl stop nfs-server", along: ["exported"] },
    directories: [
      "chmod 700 /srv/data",
      "chown root:root /srv/data",
      "chgrp root /srv/data",
      "rmdir /srv/iso",
    ],
    exports: [
      `sed -i s/rw,/ro,/ ${exportsFile}`,
      `sed -i 's/ 10.0.0.5(ro)//' ${exportsFile}`,
      `echo '/srv/iso 10.0.0.9(rw)' >> ${exportsFile}`,
      `echo '/srv 10.0.0.9(rw)' >> ${exportsFile}`,
      { command: `rm ${exportsFile} && exportfs -ra`, gone: true },
    ],
    exported: [
      "exportfs -u 10.0.0.5:/srv/data",
      "exportfs -au",
      "exportfs -o rw 10.0.0.5:/srv/data",
      "exportfs -o rw 10.0.0.77:/srv/data",
      "exportfs -o ro,all_squash,insecure,subtree_check '*:/srv/iso'",
    ],
  },
});
