/** That somebody has a role on a path, and below it unless it does not propagate. */
export interface AclEntry {
  readonly path: string;
  readonly role: string;
  readonly propagate: boolean;
}

/** A user of Proxmox VE, `NAME@REALM`. */
interface PveUser {
  readonly isEnabled: boolean;
  /** Seconds since the epoch; 0 for never. */
  readonly expire: number;
  /** Names of its API tokens. */
  readonly tokens: readonly string[];
  /** What is granted to the user itself; what its groups and tokens have is theirs. */
  readonly acl: readonly AclEntry[];
}

/** What /etc/pve/user.cfg says. */
export interface PveUsers {
  readonly users: ReadonlyMap<string, PveUser>;
  /** Privileges by role; roles that Proxmox VE brings along are not in the file. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}

/** Reads /etc/pve/user.cfg (parse_user_config of PVE/AccessControl.pm). */
export function parsePveUsers(text: string): PveUsers {
  const users = new Map<string, { -readonly [K in keyof PveUser]: PveUser[K] }>();
  const roles = new Map<string, readonly string[]>();
  const acl: (AclEntry & { readonly who: string })[] = [];
  for (const line of text.split("\n")) {
    const [kind, a = "", b = "", c = "", d = ""] = line.trim().split(":");
    if (kind === "user") {
      users.set(a, { isEnabled: b === "1", expire: Number(c), tokens: [], acl: [] });
    } else if (kind === "token") {
      const [userid = "", token = ""] = a.split("!");
      const user = users.get(userid);
      if (user !== undefined) user.tokens = [...user.tokens, token];
    } else if (kind === "role") {
      roles.set(a, items(b).sort());
    } else if (kind === "acl") {
      for (const who of items(c)) {
        for (const role of items(d)) acl.push({ path: b, role, propagate: a === "1", who });
      }
    }
  }
  for (const { who, ...entry } of acl) {
    const user = users.get(who);
    if (user !== undefined) user.acl = [...user.acl, entry];
  }
  return { users, roles };
}

/** Whether Proxmox VE has this role without anybody having made it. */
export function isBuiltInRole(role: string): boolean {
  return /^(?:Administrator|NoAccess|PVE[A-Z]\w*)$/.test(role);
}

function items(list: string): string[] {
  return list.split(/[,;\s]+/).filter((item) => item !== "");
}
