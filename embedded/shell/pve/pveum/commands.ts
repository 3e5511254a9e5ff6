import type { Column } from "../text-table";

/** One command of pveum(1): what it asks of the API, and how it shows the answer. */
export interface PveumCommand {
  /** What stands after `pveum` in a usage error. */
  readonly usage: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path of the API; `{name}` is an operand, which otherwise becomes a parameter. */
  readonly path: string;
  readonly operands: readonly string[];
  /** Operands that may be left out. */
  readonly optionalOperands?: readonly string[];
  /** Parameters that the command itself gives. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Columns of its table; "object" for one thing, of which keys and values are shown. */
  readonly shows?: readonly Column[] | "object" | "permissions";
}

const plain = (...names: string[]): Column[] => names.map((name) => ({ name }));
const integer = (name: string): Column => ({ name, isInteger: true });

const userColumns: readonly Column[] = [
  ...plain("userid", "comment", "email", "enable"),
  integer("expire"),
  ...plain("firstname", "groups", "keys", "lastname", "realm-type"),
  integer("tfa-locked-until"),
  ...plain("tokens", "totp-locked"),
];

const tokenColumns: readonly Column[] = [
  ...plain("tokenid", "comment"),
  integer("expire"),
  ...plain("privsep"),
];

const user = "/access/users/{userid}";
const token = `${user}/token/{tokenid}`;

/** The commands by their words (PVE/CLI/pveum.pm, cmddef). */
export const pveumCommands: Readonly<Record<string, PveumCommand>> = {
  "acl delete": {
    ...{ method: "PUT", path: "/access/acl", operands: ["path"], fixed: { delete: "1" } },
    usage: "acl delete <path> --roles <string> [OPTIONS]",
  },
  "acl list": {
    ...{ method: "GET", path: "/access/acl", operands: [] },
    usage: "acl list  [FORMAT_OPTIONS]",
    shows: plain("path", "roleid", "type", "ugid", "propagate"),
  },
  "acl modify": {
    ...{ method: "PUT", path: "/access/acl", operands: ["path"] },
    usage: "acl modify <path> --roles <string> [OPTIONS]",
  },
  "group add": {
    ...{ method: "POST", path: "/access/groups", operands: ["groupid"] },
    usage: "group add <groupid> [OPTIONS]",
  },
  "group delete": {
    ...{ method: "DELETE", path: "/access/groups/{groupid}", operands: ["groupid"] },
    usage: "group delete <groupid>",
  },
  "group list": {
    ...{ method: "GET", path: "/access/groups", operands: [] },
    usage: "group list  [FORMAT_OPTIONS]",
    shows: plain("groupid", "comment", "users"),
  },
  "group modify": {
    ...{ method: "PUT", path: "/access/groups/{groupid}", operands: ["groupid"] },
    usage: "group modify <groupid> [OPTIONS]",
  },
  "pool add": {
    ...{ method: "POST", path: "/pools", operands: ["poolid"] },
    usage: "pool add <poolid> [OPTIONS]",
  },
  "pool delete": {
    ...{ method: "DELETE", path: "/pools/{poolid}", operands: ["poolid"] },
    usage: "pool delete <poolid>",
  },
  "pool list": {
    ...{ method: "GET", path: "/pools", operands: [] },
    usage: "pool list  [OPTIONS] [FORMAT_OPTIONS]",
    shows: plain("poolid", "comment", "members"),
  },
  "pool modify": {
    ...{ method: "PUT", path: "/pools", operands: ["poolid"] },
    usage: "pool modify <poolid> [OPTIONS]",
  },
  "realm add": {
    ...{ method: "POST", path: "/access/domains", operands: ["realm"] },
    usage: "realm add <realm> --type <string> [OPTIONS]",
  },
  "realm delete": {
    ...{ method: "DELETE", path: "/access/domains/{realm}", operands: ["realm"] },
    usage: "realm delete <realm>",
  },
  "realm list": {
    ...{ method: "GET", path: "/access/domains", operands: [] },
    usage: "realm list  [FORMAT_OPTIONS]",
    shows: plain("realm", "type", "comment", "tfa"),
  },
  "role add": {
    ...{ method: "POST", path: "/access/roles", operands: ["roleid"] },
    usage: "role add <roleid> [OPTIONS]",
  },
  "role delete": {
    ...{ method: "DELETE", path: "/access/roles/{roleid}", operands: ["roleid"] },
    usage: "role delete <roleid>",
  },
  "role list": {
    ...{ method: "GET", path: "/access/roles", operands: [] },
    usage: "role list  [FORMAT_OPTIONS]",
    shows: plain("roleid", "privs", "special"),
  },
  "role modify": {
    ...{ method: "PUT", path: "/access/roles/{roleid}", operands: ["roleid"] },
    usage: "role modify <roleid> [OPTIONS]",
  },
  "user add": {
    ...{ method: "POST", path: "/access/users", operands: ["userid"] },
    usage: "user add <userid> [OPTIONS]",
  },
  "user delete": {
    ...{ method: "DELETE", path: user, operands: ["userid"] },
    usage: "user delete <userid>",
  },
  "user list": {
    ...{ method: "GET", path: "/access/users", operands: [] },
    usage: "user list  [OPTIONS] [FORMAT_OPTIONS]",
    shows: userColumns,
  },
  "user modify": {
    ...{ method: "PUT", path: user, operands: ["userid"] },
    usage: "user modify <userid> [OPTIONS]",
  },
  "user permissions": {
    ...{ method: "GET", path: "/access/permissions", operands: [] },
    optionalOperands: ["userid"],
    usage: "user permissions [<userid>] [OPTIONS] [FORMAT_OPTIONS]",
    shows: "permissions",
  },
  "user token add": {
    ...{ method: "POST", path: token, operands: ["userid", "tokenid"] },
    usage: "user token add <userid> <tokenid> [OPTIONS] [FORMAT_OPTIONS]",
    shows: "object",
  },
  "user token delete": {
    ...{ method: "DELETE", path: token, operands: ["userid", "tokenid"] },
    usage: "user token delete <userid> <tokenid> [FORMAT_OPTIONS]",
  },
  "user token list": {
    ...{ method: "GET", path: `${user}/token`, operands: ["userid"] },
    usage: "user token list <userid> [FORMAT_OPTIONS]",
    shows: tokenColumns,
  },
  "user token modify": {
    ...{ method: "PUT", path: token, operands: ["userid", "tokenid"] },
    usage: "user token modify <userid> <tokenid> [OPTIONS] [FORMAT_OPTIONS]",
    shows: "object",
  },
};

/** Other spellings of commands. */
export const pveumAliases: Readonly<Record<string, string>> = {
  "user token remove": "user token delete",
  useradd: "user add",
  usermod: "user modify",
  userdel: "user delete",
  groupadd: "group add",
  groupmod: "group modify",
  groupdel: "group delete",
  roleadd: "role add",
  rolemod: "role modify",
  roledel: "role delete",
  aclmod: "acl modify",
  acldel: "acl delete",
};

/** What `pveum` alone prints. */
export const pveumOverview = `USAGE: pveum <COMMAND> [ARGS] [OPTIONS]

       pveum acl delete <path> --roles <string> [OPTIONS]
       pveum acl list  [FORMAT_OPTIONS]
       pveum acl modify <path> --roles <string> [OPTIONS]

       pveum group add <groupid> [OPTIONS]
       pveum group delete <groupid>
       pveum group list  [FORMAT_OPTIONS]
       pveum group modify <groupid> [OPTIONS]

       pveum pool add <poolid> [OPTIONS]
       pveum pool delete <poolid>
       pveum pool list  [OPTIONS] [FORMAT_OPTIONS]
       pveum pool modify <poolid> [OPTIONS]

       pveum realm add <realm> --type <string> [OPTIONS]
       pveum realm delete <realm>
       pveum realm list  [FORMAT_OPTIONS]
       pveum realm modify <realm> [OPTIONS]
       pveum realm sync <realm> [OPTIONS]

       pveum role add <roleid> [OPTIONS]
       pveum role delete <roleid>
       pveum role list  [FORMAT_OPTIONS]
       pveum role modify <roleid> [OPTIONS]

       pveum user tfa unlock <userid>
       pveum user tfa delete <userid> [OPTIONS]
       pveum user tfa list [<userid>]
       pveum user token add <userid> <tokenid> [OPTIONS] [FORMAT_OPTIONS]
       pveum user token delete <userid> <tokenid> [FORMAT_OPTIONS]
       pveum user token list <userid> [FORMAT_OPTIONS]
       pveum user token modify <userid> <tokenid> [OPTIONS] [FORMAT_OPTIONS]
       pveum user token permissions <userid> <tokenid> [OPTIONS] [FORMAT_OPTIONS]
       pveum user permissions [<userid>] [OPTIONS] [FORMAT_OPTIONS]
       pveum user add <userid> [OPTIONS]
       pveum user delete <userid>
       pveum user list  [OPTIONS] [FORMAT_OPTIONS]
       pveum user modify <userid> [OPTIONS]

       pveum passwd <userid> [OPTIONS]
       pveum ticket <username> [OPTIONS]

       pveum help [<extra-args>] [OPTIONS]
`;
