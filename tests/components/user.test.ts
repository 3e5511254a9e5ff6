import { normaliseUsers } from "../../config/normalise/users";
import { userSpec } from "../../components/node/user";
import { hash, keyed, keys } from "../lifecycle/user-spec";

const configuration = { directory: "config", stack: "test" };
const specOf = (user: Parameters<typeof userSpec>[0]) => userSpec(user, configuration);

test("a user with a name alone has home and shell, and nothing else is touched", () => {
  expect(specOf({ username: "ann" })).toEqual({
    name: "ann",
    shell: "/bin/bash",
    home: "/home/ann",
    homeFolder: "present",
    sudo: "none",
  });
});

test("one who may become root is an administrator of Proxmox VE, unless it is said what is granted", () => {
  expect(specOf({ username: "ann", sudo_access: true })).toMatchObject({
    sudo: "password",
    pve: "enabled",
    acl: ["/ Administrator"],
  });
  expect(specOf({ username: "ann", sudo_access: true, pve_acl: [] })).toMatchObject({ acl: [] });
  const pve_acl = [
    { path: "/vms/950", role: "PVEVMUser", propagate: false },
    { path: "/", role: "PVEAuditor" },
  ];
  expect(
    specOf({ username: "ann", sudo_access: true, sudo_nopasswd: true, pve_acl }),
  ).toMatchObject({ sudo: "nopasswd", acl: ["/ PVEAuditor", "/vms/950 PVEVMUser (here only)"] });
});

test("a declared hash stands in no input, and a placeholder declares none", () => {
  const spec = (password_hash: string) =>
    normaliseUsers({ username: "ann", password_hash }).map(specOf)[0];
  expect(JSON.stringify(spec(hash))).not.toContain("$6$");
  expect(spec(hash)).toMatchObject({
    password: expect.stringMatching(/^sha256:/) as string,
    configuration,
  });
  expect(spec("REDACTED")).not.toHaveProperty("password");
  expect(spec("")).not.toHaveProperty("password");
});

test("the keys are those of both fields; an empty one declares nothing of keys", () => {
  const [both, none] = normaliseUsers([
    { username: "ann", ssh_public_key: keys.laptop, authorized_keys: [keys.desk] },
    { username: "bob", ssh_public_key: "" },
  ]).map(specOf);
  expect(both).toMatchObject({
    keys: keyed(keys.laptop, keys.desk),
    exclusiveKeys: false,
    keyFile: "private",
  });
  expect(none).not.toHaveProperty("keys");
});
