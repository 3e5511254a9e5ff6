import { userLifecycle } from "../../providers/user/lifecycle";
import { fullUser, keys } from "../lifecycle/user-spec";
import { testDrift } from "./test-drift";

const keyFile = "/home/ann/.ssh/authorized_keys";
const sudoers = "/etc/sudoers.d/phoenix-ann";

testDrift({
  kind: "user",
  schema: userLifecycle.schema,
  inputs: { ...fullUser(), exclusiveKeys: true },
  ofProxmox: ["pve", "acl"],
  notCompared: {
    name: "is who the user is",
    "configuration.directory": "is where the hash is read from",
    "configuration.stack": "is where the hash is read from",
    exclusiveKeys: "says what is compared of the keys",
  },
  fields: {
    shell: "usermod -s /bin/sh ann",
    home: {
      command: "usermod -d /srv/ann ann",
      // The keys of the other home are other keys.
      along: ["keys"],
    },
    homeFolder: { command: "mv /home/ann /home/gone", along: ["keyFile", "keys"] },
    groups: ["usermod -aG video ann", "usermod -G staff ann", "usermod -G '' ann"],
    password: ["usermod -L ann", "printf 'ann:$6$other$hash\\n' | chpasswd -e"],
    sudo: [
      `rm ${sudoers}`,
      `chmod 644 ${sudoers}`,
      `chown ann ${sudoers}`,
      `sed -i s/ALL$/NOPASSWD:ALL/ ${sudoers}`,
      {
        command: "apt-get remove -y sudo",
        embeddedOnly: "nothing puts the package back where there is no way to the network",
      },
    ],
    keys: [
      `sed -i 1d ${keyFile}`,
      `: > ${keyFile}`,
      `rm ${keyFile}`,
      `echo '${keys.theirs}' >> ${keyFile}`,
      `sed -i '1s/^/no-pty /' ${keyFile}`,
    ],
    keyFile: [`chmod 644 ${keyFile}`, `chown root ${keyFile}`, "chmod 777 /home/ann/.ssh"],
    pve: [
      { command: "pveum user delete ann@pam", along: ["acl"] },
      "pveum user modify ann@pam --enable 0",
      "pveum user modify ann@pam --expire 1000000000",
    ],
    acl: [
      "pveum acl delete / --users ann@pam --roles PVEAuditor",
      "pveum acl modify / --users ann@pam --roles Administrator",
      "pveum acl modify / --users ann@pam --roles PVEAuditor --propagate 0",
      "pveum acl modify /vms/950 --users ann@pam --roles PVEVMUser",
    ],
  },
});
