import { sambaFile } from "../../host/samba";
import { sambaLifecycle } from "../../providers/samba/lifecycle";
import { testDrift } from "./test-drift";

const edit = (expression: string) => `sed -i '${expression}' ${sambaFile}`;

testDrift({
  kind: "samba",
  schema: sambaLifecycle.schema,
  inputs: {
    package: "installed",
    enabled: { "smbd.service": "enabled", "nmbd.service": "enabled" },
    active: { "smbd.service": "active", "nmbd.service": "active" },
    included: "once",
    global: { workgroup: "HOME" },
    shares: {
      data: { path: "/srv/data", "valid users": "backup @users", "read only": "no" },
      iso: { path: "/srv/iso" },
    },
  },
  fields: {
    // The services' scripts in /etc/init.d stay, which are enabled.
    package: { command: "apt-get remove -y samba", along: ["active"] },
    enabled: ["systemctl disable smbd", "systemctl disable nmbd"],
    active: ["systemctl stop smbd", "systemctl stop nmbd"],
    included: [
      { command: "sed -i '/phoenix/d' /etc/samba/smb.conf", along: ["global", "shares"] },
      "echo 'Include=/etc/samba/phoenix.conf' >> /etc/samba/smb.conf",
    ],
    global: [
      edit("s/workgroup = HOME/workgroup = OTHER/"),
      edit("/workgroup/d"),
      edit("s/^\\[data\\]/deadtime = 5\\n&/"),
      "printf '[global]\\nworkgroup = OTHER\\n' >> /etc/samba/smb.conf",
    ],
    shares: [
      edit("s|/srv/data|/srv|"),
      edit("s/@users//"),
      edit("/valid users/d"),
      edit("s/read only = no/read only = yes/"),
      edit("s/^\\[iso\\]/&\\nguest ok = yes/"),
      edit("/^\\[iso\\]/,/path/d"),
      `printf '[more]\\npath = /srv\\n' >> ${sambaFile}`,
      { command: `rm ${sambaFile}`, gone: true },
    ],
  },
});
