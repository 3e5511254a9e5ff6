import type { PveUsers } from "../../host/pve-users";
import type { Shell } from "../../host/ssh";
import { apiUser, role } from "./privileges";

/** Says what was done, one line a change. */
export type Say = (line: string) => void;

/** Makes the role, or brings it to exactly these privileges. */
export async function ensureRole(
  shell: Shell,
  { roles }: PveUsers,
  privileges: readonly string[],
  say: Say,
): Promise<void> {
  const found = roles.get(role);
  const words = ["--privs", privileges.join(" ")];
  if (found === undefined) {
    await shell.run(["pveum", "role", "add", role, ...words]);
    say(`made the role ${role} with ${privileges.length} privileges`);
    return;
  }
  const missing = privileges.filter((privilege) => !found.includes(privilege));
  const surplus = found.filter((privilege) => !privileges.includes(privilege));
  if (missing.length + surplus.length === 0) return;
  await shell.run(["pveum", "role", "modify", role, ...words]);
  const changes = [...missing.map((each) => `+${each}`), ...surplus.map((each) => `-${each}`)];
  say(`changed the role ${role}: ${changes.join(" ")}`);
}

/** Makes the API user, enables it, and grants it the role everywhere. */
export async function ensureUser(
  shell: Shell,
  { users }: PveUsers,
  say: Say,
  warn: Say,
): Promise<void> {
  const found = users.get(apiUser);
  if (found === undefined) {
    const comment = "The program Phoenix, which logs in with API tokens";
    await shell.run(["pveum", "user", "add", apiUser, "--comment", comment]);
    say(`made the user ${apiUser}`);
  } else if (!found.isEnabled || found.expire !== 0) {
    await shell.run(["pveum", "user", "modify", apiUser, "--enable", "1", "--expire", "0"]);
    say(`enabled the user ${apiUser}`);
  }
  const granted = found?.acl ?? [];
  const isOurs = (entry: (typeof granted)[number]) => entry.path === "/" && entry.role === role;
  if (!granted.some((entry) => isOurs(entry) && entry.propagate)) {
    const whom = ["--users", apiUser, "--roles", role, "--propagate", "1"];
    await shell.run(["pveum", "acl", "modify", "/", ...whom]);
    say(`granted the role ${role} on / to ${apiUser}`);
  }
  for (const { path, role: other } of granted.filter((entry) => !isOurs(entry))) {
    warn(`${apiUser} has more than it needs, which is left alone: ${other} on ${path}`);
  }
}

/** A token of the API user, by its name. */
export function tokenIdOf(name: string): string {
  return `${apiUser}!${name}`;
}

/**
 * Makes a token and returns its secret, which the host shows this once. One of the same name goes: its secret is known
 * to nobody any more.
 */
export async function makeToken(
  shell: Shell,
  { users }: PveUsers,
  name: string,
  say: Say,
): Promise<string> {
  const exists = users.get(apiUser)?.tokens.includes(name) === true;
  if (exists) await shell.run(["pveum", "user", "token", "remove", apiUser, name]);
  const add = ["pveum", "user", "token", "add", apiUser, name, "--privsep", "0"];
  const answer = JSON.parse(await shell.run([...add, "--output-format", "json"])) as {
    readonly value: string;
  };
  say(`made the API token ${tokenIdOf(name)}${exists ? " anew" : ""}`);
  return answer.value;
}
