import type { HypervisorDocument } from "../documents/hypervisor";
import type { UserDocument } from "../documents/users";
import { withOrigin } from "../origin";
import { isPlaceholder } from "../scalars/secrets";
import type { UserConfig } from "../types";

/** The users of the node, one or several; what may be absent or empty in the file is absent or given here. */
export function normaliseUsers(users: HypervisorDocument["users"]): UserConfig[] {
  if (users === undefined) return [];
  if (!Array.isArray(users)) return [withOrigin(normaliseUser(users), "hypervisor", ["users"])];
  return users.map((user, index) =>
    withOrigin(normaliseUser(user), "hypervisor", ["users", index]),
  );
}

function normaliseUser(user: UserDocument): UserConfig {
  const { password_hash: hash, ssh_public_key: key, authorized_keys: keys, ...rest } = user;
  const all = [...(key === undefined || key === "" ? [] : [key]), ...(keys ?? [])];
  const declaresKeys = all.length > 0 || keys !== undefined;
  return {
    ...rest,
    ...(hash !== undefined && !isPlaceholder(hash) && { password_hash: hash }),
    ...(declaresKeys && { authorized_keys: all }),
  };
}
