import type { UserConfig } from "../../config/types";
import { User } from "../../providers/resources";
import { authorizedKeyOf, passwordSumOf } from "../../providers/user/declared";
import type { UserSpec } from "../../providers/user/schema";
import type { Ground } from "./ground";

/** The declared users, each after the dataset that its home lies in. */
export function declareUsers({ parent, config, configuration, below }: Ground): User[] {
  return config.users.map((user) => {
    const spec = userSpec(user, configuration);
    return new User(`user-${spec.name}`, spec, { parent, dependsOn: below(spec.home) });
  });
}

/** A declared user with what holds where the file says nothing. */
export function userSpec(user: UserConfig, configuration: Ground["configuration"]): UserSpec {
  const { username: name, password_hash: hash, groups, authorized_keys: keys } = user;
  const acl = user.pve_acl ?? (user.sudo_access === true ? [administrator] : undefined);
  return {
    name,
    shell: user.shell ?? "/bin/bash",
    home: user.home ?? `/home/${name}`,
    homeFolder: "present",
    ...(groups !== undefined && { groups: [...new Set(groups)].sort() }),
    ...(hash !== undefined && { password: passwordSumOf(name, hash), configuration }),
    sudo: user.sudo_access !== true ? "none" : user.sudo_nopasswd ? "nopasswd" : "password",
    ...(keys !== undefined && {
      keys: Object.fromEntries(keys.map(authorizedKeyOf)),
      exclusiveKeys: user.authorized_keys_exclusive ?? false,
      keyFile: "private",
    }),
    ...(acl !== undefined && { pve: "enabled", acl: acl.map(grantText).sort() }),
  };
}

type Grant = NonNullable<UserConfig["pve_acl"]>[number];

/** What the original gives its user. */
const administrator: Grant = { path: "/", role: "Administrator" };

function grantText({ path, role, propagate = true }: Grant): string {
  return `${path} ${role}${propagate ? "" : " (here only)"}`;
}
