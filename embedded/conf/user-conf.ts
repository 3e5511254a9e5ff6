import { decodeText, encodeText } from "./encoded-text";

export interface UserRecord {
  enable: boolean;
  /** Seconds since the epoch; 0 for never. */
  expire: number;
  /** First name, last name, e-mail, comment and keys, as they stand in the file. */
  rest: string[];
  readonly tokens: Map<string, TokenRecord>;
}

export interface TokenRecord {
  expire: number;
  /** With privilege separation a token has only what its own ACL entries give. */
  privsep: boolean;
  comment: string;
}

interface AclRecord {
  readonly path: string;
  readonly propagate: boolean;
  /** A user, `user!token` or `@group`. */
  readonly who: string;
  readonly role: string;
}

interface PoolRecord {
  comment: string;
  vms: number[];
  storages: string[];
}

/** `/etc/pve/user.cfg`: users with tokens, groups, pools, roles, ACL. */
export interface UserConf {
  readonly users: Map<string, UserRecord>;
  readonly groups: Map<string, { users: string[]; comment: string }>;
  readonly pools: Map<string, PoolRecord>;
  readonly roles: Map<string, string[]>;
  acl: AclRecord[];
}

export function parseUserConf(text: string): UserConf {
  const conf: UserConf = {
    users: new Map(),
    groups: new Map(),
    pools: new Map(),
    roles: new Map(),
    acl: [],
  };
  for (const line of text.split("\n")) readLine(conf, line.trim().split(":"));
  return conf;
}

export function printUserConf(conf: UserConf): string {
  const users = sorted(conf.users).flatMap(([id, user]) => [
    `user:${id}:${flag(user.enable)}:${user.expire}:${user.rest.join(":")}:`,
    ...sorted(user.tokens).map(
      ([token, { expire, privsep, comment }]) =>
        `token:${id}!${token}:${expire}:${flag(privsep)}:${encodeText(comment)}:`,
    ),
  ]);
  const groups = sorted(conf.groups).map(
    ([id, group]) => `group:${id}:${group.users.join(",")}:${encodeText(group.comment)}:`,
  );
  const pools = sorted(conf.pools).map(
    ([id, pool]) =>
      `pool:${id}:${encodeText(pool.comment)}:${pool.vms.join(",")}:${pool.storages.join(",")}:`,
  );
  const roles = sorted(conf.roles).map(([id, privileges]) => `role:${id}:${privileges.join(",")}:`);
  const acl = aclLines(conf);
  const sections = [users, groups, pools, roles, acl];
  return sections.map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n");
}

/** Who has the same roles on a path shares a line (write_user_config of PVE/AccessControl.pm). */
function aclLines({ acl }: UserConf): string[] {
  const paths = [...new Set(acl.map(({ path }) => path))].sort();
  return paths.flatMap((path) =>
    [false, true].flatMap((propagate) => {
      const entries = acl.filter((each) => each.path === path && each.propagate === propagate);
      const members = new Map<string, string[]>();
      for (const who of [...new Set(entries.map((each) => each.who))].sort()) {
        const roles = entries.filter((each) => each.who === who).map(({ role }) => role);
        const list = roles.sort().join(",");
        members.set(list, [...(members.get(list) ?? []), who]);
      }
      return sorted(members).map(
        ([roles, who]) => `acl:${flag(propagate)}:${path}:${who.join(",")}:${roles}:`,
      );
    }),
  );
}

function readLine(conf: UserConf, [kind = "", ...fields]: string[]): void {
  const [a = "", b = "", c = "", d = "", ...more] = fields;
  if (kind === "user") {
    const rest = [d, ...more].slice(0, 5);
    conf.users.set(a, { enable: b === "1", expire: Number(c), rest, tokens: new Map() });
  } else if (kind === "token") {
    const [user = "", token = ""] = a.split("!");
    const record = { expire: Number(b), privsep: c === "1", comment: decodeText(d) };
    conf.users.get(user)?.tokens.set(token, record);
  } else if (kind === "group") {
    conf.groups.set(a, { users: items(b), comment: decodeText(c) });
  } else if (kind === "pool") {
    const vms = items(c).map(Number);
    conf.pools.set(a, { comment: decodeText(b), vms, storages: items(d) });
  } else if (kind === "role") {
    conf.roles.set(a, items(b));
  } else if (kind === "acl") {
    for (const who of items(c)) {
      for (const role of items(d)) conf.acl.push({ path: b, propagate: a === "1", who, role });
    }
  }
}

function items(list: string): string[] {
  return list.split(/[,;\s]+/).filter((item) => item !== "");
}

function flag(value: boolean): string {
  return value ? "1" : "0";
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
