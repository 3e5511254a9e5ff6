import { sambaUserLifecycle } from "../../providers/samba/user";
import { testDrift } from "./test-drift";

testDrift({
  kind: "sambauser",
  schema: sambaUserLifecycle.schema,
  ground: async (world) => {
    await world.shell("apt-get update; apt-get install -y samba");
  },
  settings: { sambaPasswords: new Map([["backup", "correct horse"]]) },
  inputs: { name: "backup", password: "of the stack", enabled: true, declared: true },
  fields: {
    name: { command: "smbpasswd -x backup", gone: true },
    password: "printf 'x\\nx\\n' | smbpasswd -s backup",
    enabled: "smbpasswd -d backup",
  },
  notCompared: { declared: "says who makes the Linux user" },
});
