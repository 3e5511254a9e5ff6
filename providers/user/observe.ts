import type { Account } from "../../host/accounts";
import { parseAuthorizedKey } from "../../host/authorized-keys";
import type { Inspected } from "../../host/inspection";
import { sameMode, type PathFacts, type Paths } from "../../host/paths";
import type { AclEntry } from "../../host/pve-users";
import { sha256Of } from "../file";
import type { Bag } from "../lifecycle";
import { keyPaths, sudoersFile, type UserSpec } from "./schema";
import { sudoersContent } from "./sudoers";

/** A user in the words of its declaration. */
export function observeUser(
  live: Account,
  spec: UserSpec,
  inspection: Inspected<"accounts" | "paths" | "pveUsers">,
): Bag {
  const { accounts, paths, pveUsers } = inspection;
  const pveUser = pveUsers.users.get(`${spec.name}@pam`);
  return {
    shell: live.shell,
    home: live.home,
    homeFolder: observeHome(paths.get(spec.home)),
    ...(spec.groups !== undefined && { groups: [...live.groups] }),
    ...(spec.password !== undefined && { password: live.passwordSum ?? null }),
    sudo: accounts.sudo.isInstalled || spec.sudo === "none" ? observeSudo(spec, paths) : "no sudo",
    ...(spec.keys !== undefined && {
      keys: observeKeys(live, spec.keys, spec.exclusiveKeys === true),
      ...(spec.keyFile !== undefined && { keyFile: observeKeyFile(spec, live, paths) }),
    }),
    ...(spec.pve !== undefined && { pve: observePve(pveUser) }),
    ...(spec.acl !== undefined && { acl: (pveUser?.acl ?? []).map(grantOf).sort() }),
  };
}

/** An entry of the ACL as a declaration has it. */
export function grantOf({ path, role, propagate }: AclEntry): string {
  return `${path} ${role}${propagate ? "" : " (here only)"}`;
}

/** What a grant says. */
export function entryOf(grant: string): AclEntry {
  const [path = "", role = "", ...rest] = grant.split(" ");
  return { path, role, propagate: rest.length === 0 };
}

function observeHome(found: PathFacts | undefined): string {
  if (found === undefined) return "missing";
  return found.type === "directory" || found.type === "symbolic link" ? "present" : found.type;
}

function observeSudo(spec: UserSpec, paths: Paths): string {
  const found = paths.get(sudoersFile(spec));
  if (found === undefined) return "none";
  const owner = `${found.owner}:${found.group}`;
  if (owner !== "root:root" || !sameMode(found.mode, "0440")) {
    return `a file of ${owner} with mode ${found.mode}`;
  }
  const rules = (["password", "nopasswd"] as const).map((sudo) => ({
    sudo,
    sum: sha256Of(sudoersContent({ name: spec.name, sudo }) ?? ""),
  }));
  return rules.find(({ sum }) => sum === found.sha256)?.sudo ?? "another rule";
}

function observeKeys(
  live: Account,
  declared: NonNullable<UserSpec["keys"]>,
  exclusive: boolean,
): Record<string, string | null> {
  const found = new Map(live.keys.map((key) => [key.fingerprint, key]));
  const wanted = Object.entries(declared).map(([fingerprint, line]) => {
    const key = found.get(fingerprint);
    if (key === undefined) return [fingerprint, null] as const;
    // A comment is the reader's business.
    const isSame = line !== null && parseAuthorizedKey(line)?.grant === key.grant;
    return [fingerprint, isSame ? line : key.grant] as const;
  });
  const others = exclusive
    ? live.keys.filter(({ fingerprint }) => !Object.hasOwn(declared, fingerprint))
    : [];
  return Object.fromEntries([
    ...wanted,
    ...others.map(({ fingerprint, grant }) => [fingerprint, grant] as const),
  ]);
}

function observeKeyFile(spec: UserSpec, live: Account, paths: Paths): string {
  const { folder, file } = keyPaths(spec);
  const problems = ([folder, file] as const).flatMap((path) => {
    const found = paths.get(path);
    if (found === undefined)
      return path === file && live.keyText === "" ? [] : [`${path} is missing`];
    const isPrivate = (parseInt(found.mode, 8) & 0o077) === 0;
    if (found.owner === spec.name && isPrivate) return [];
    return [`${path} is ${found.owner}'s with mode ${found.mode}`];
  });
  return problems.join(", ") || "private";
}

function observePve(
  user: { readonly isEnabled: boolean; readonly expire: number } | undefined,
): string | null {
  if (user === undefined) return null;
  if (!user.isEnabled) return "disabled";
  return user.expire > 0 && user.expire * 1000 < Date.now() ? "expired" : "enabled";
}
