import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { authorizedKeyOf, passwordSumOf } from "../../providers/user/declared";

/** Two keys of ours and one of somebody else. */
export const keys = {
  laptop:
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJzrbMM0xWvCOYHzZgsCtOcGX0mHW1c9bKLz0dKYwOL8 ann@laptop",
  desk: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPXhNsxE5HQ7pwTY7OjL0S1eZ0zB0XlJQ9aDdbmO9mXk ann@desk",
  theirs:
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAx2Y0V4dW1wbGUta2V5LW9mLXNvbWVib2R5LWVsc2U bob@elsewhere",
};

export const hash = "$6$saltsalt$AbCdEfGhIjKlMnOpQrStUvWxYz0123456789./";

/** Lines of authorized_keys by fingerprint, as a resource has them. */
export function keyed(...lines: string[]): Record<string, string> {
  return Object.fromEntries(lines.map(authorizedKeyOf));
}

/** A folder of configuration that declares ann's password. */
export function configurationWith(password_hash: string): { directory: string; stack: string } {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-users-"));
  const file = path.join(directory, "phoenix_hypervisor_config.json");
  fs.writeFileSync(file, JSON.stringify({ users: { username: "ann", password_hash } }));
  return { directory, stack: "test" };
}

/** A user with everything that can be declared. */
export function fullUser() {
  return {
    name: "ann",
    shell: "/bin/bash",
    home: "/home/ann",
    homeFolder: "present",
    groups: ["backup", "staff"],
    password: passwordSumOf("ann", hash),
    configuration: configurationWith(hash),
    sudo: "password",
    keys: keyed(keys.laptop, keys.desk),
    exclusiveKeys: false,
    keyFile: "private",
    pve: "enabled",
    acl: ["/ PVEAuditor", "/vms/950 PVEVMUser (here only)"],
  };
}
