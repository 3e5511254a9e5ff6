import type { Account } from "../../host/accounts";
import { isBuiltInRole } from "../../host/pve-users";
import type { RefuseInput, Refusal } from "../lifecycle";
import { entryOf } from "./observe";
import { keyPaths, sudoersFile, type UserSpec } from "./schema";

/** What would lock somebody out, touch what is somebody else's, or fail on the way. */
export function refuseUser(
  input: RefuseInput<UserSpec, Account, "accounts" | "paths" | "pveUsers">,
): Refusal[] {
  const { spec, live, inspection } = input;
  const { accounts, paths, pveUsers } = inspection;
  const say = (property: string, reason: string): Refusal => ({
    property,
    reason: `user ${spec.name}: ${reason}.`,
  });
  const typeOf = (path: string) => paths.get(path)?.type;
  const refusals: Refusal[] = [];
  if (live?.uid === 0) {
    refusals.push(say("name", "is another name of root (uid 0) on the node, which is left alone"));
  }
  if (typeOf(spec.shell) === undefined) {
    refusals.push(say("shell", `${spec.shell} is not on the node; nobody could log in with it`));
  }
  const home = typeOf(spec.home);
  if (home !== undefined && home !== "directory" && home !== "symbolic link") {
    refusals.push(say("home", `${spec.home} is a ${home} on the node, and must be a folder`));
  }
  const { folder, file } = keyPaths(spec);
  for (const [path, wanted] of [
    [folder, "directory"],
    [file, "regular file"],
  ] as const) {
    const type = typeOf(path);
    if (spec.keys === undefined || type === undefined || type === wanted) continue;
    // A link would have root write wherever its owner likes.
    refusals.push(say("keys", `${path} is a ${type} on the node, and must be a ${wanted}`));
  }
  const rule = typeOf(sudoersFile(spec));
  if (rule !== undefined && rule !== "regular file") {
    refusals.push(say("sudo", `${sudoersFile(spec)} is a ${rule} on the node`));
  }
  if (spec.sudo !== "none" && accounts.sudo.isInstalled && !accounts.sudo.readsFolder) {
    const line = "@includedir /etc/sudoers.d";
    refusals.push(say("sudo", `/etc/sudoers does not say "${line}", so that no rule counts`));
  }
  for (const grant of spec.acl ?? []) {
    const { role } = entryOf(grant);
    if (isBuiltInRole(role) || pveUsers.roles.has(role)) continue;
    const known = [...pveUsers.roles.keys()].sort().join(", ") || "none";
    refusals.push(
      say("acl", `there is no role ${role}; Proxmox VE's own begin with PVE, others are: ${known}`),
    );
  }
  return refusals;
}
