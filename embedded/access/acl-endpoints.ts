import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import type { UserConf } from "../conf/user-conf";
import { allPrivileges, builtInRoles } from "./privileges";

const privilegeList = (value: string): string | undefined => {
  const wrong = splitList(value).find((name) => !allPrivileges.includes(name));
  return wrong === undefined ? undefined : `invalid privilege '${wrong}'\n`;
};

const roleParameter = requiredText({
  format: (value) =>
    /^[A-Za-z0-9._-]+$/.test(value)
      ? undefined
      : `role name '${value}' contains invalid characters\n`,
});

function modifyAccess({ rights }: Request): void {
  rights.require("/access", ["Sys.Modify"]);
}

const acl: Endpoint = {
  method: "GET",
  path: "/access/acl",
  parameters: {},
  handle: ({ node }) =>
    node
      .users()
      .acl.map(({ path, propagate, who, role }) => ({
        path,
        propagate: propagate ? 1 : 0,
        type: who.startsWith("@") ? "group" : who.includes("!") ? "token" : "user",
        ugid: who.replace(/^@/, ""),
        roleid: role,
      }))
      .sort((a, b) => compare(a.path, b.path) || kinds.indexOf(a.type) - kinds.indexOf(b.type)),
};

const kinds = ["user", "group", "token"];

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const changeAcl: Endpoint = {
  method: "PUT",
  path: "/access/acl",
  protected: true,
  parameters: {
    path: requiredText(),
    roles: requiredText(),
    users: optionalText(),
    groups: optionalText(),
    tokens: optionalText(),
    propagate: optionalFlag,
    delete: optionalFlag,
  },
  authorize: ({ rights, params }) => {
    rights.require(required(params, "path"), ["Permissions.Modify"]);
  },
  handle: ({ node, params }) => {
    const conf = node.users();
    if (["users", "groups", "tokens"].every((name) => (params.get(name) ?? "") === "")) {
      const why = "either 'users', 'groups' or 'tokens' is required.";
      throw parameterError({ users: why, groups: why, tokens: why });
    }
    const path = required(params, "path").replace(/(.)\/+$/, "$1");
    const removes = isSet(params, "delete");
    if (!removes && !isAclPath(path)) {
      throw parameterError({ path: `invalid ACL path '${required(params, "path")}'` });
    }
    const propagate = params.get("propagate") !== "0";
    const members = membersOf(params);
    for (const role of splitList(required(params, "roles"))) {
      if (!builtInRoles[role] && !conf.roles.has(role)) throw refused(`role '${role}'`);
      for (const { who, what, exists } of members) {
        if (!exists(conf)) throw refused(what);
        conf.acl = conf.acl.filter(
          (each) => each.path !== path || each.who !== who || each.role !== role,
        );
        if (!removes) conf.acl.push({ path, propagate, who, role });
      }
    }
    node.saveUsers(conf);
    return null;
  },
};

function refused(what: string): Error {
  return failure(`ACL update failed: ${what} does not exist`);
}

interface Member {
  readonly who: string;
  readonly what: string;
  readonly exists: (conf: UserConf) => boolean;
}

function membersOf(params: Request["params"]): Member[] {
  const list = (name: string) => splitList(params.get(name) ?? "");
  return [
    ...list("groups").map((id) => ({
      ...{ who: `@${id}`, what: `group '${id}'` },
      exists: (conf: UserConf) => conf.groups.has(id),
    })),
    ...list("users").map((id) => ({
      ...{ who: id, what: `user '${id}'` },
      exists: (conf: UserConf) => conf.users.has(id) || id === "root@pam",
    })),
    ...list("tokens").map((id) => {
      const [user = "", token = ""] = id.split("!");
      return {
        ...{ who: id, what: `token '${id}'` },
        exists: (conf: UserConf) => conf.users.get(user)?.tokens.has(token) === true,
      };
    }),
  ];
}

/** PVE::AccessControl::check_path: the places that an ACL may stand on. */
function isAclPath(path: string): boolean {
  const name = "[A-Za-z0-9._-]+";
  const places = [
    "",
    `access(?:/(?:groups|realm)(?:/${name})?)?`,
    `nodes(?:/${name})?`,
    `pool(?:/${name}){0,3}`,
    `sdn(?:/${name}){0,4}`,
    `storage(?:/${name})?`,
    "vms(?:/[1-9][0-9]{2,})?",
    `mapping(?:/(?:dir|hwrng|pci|usb)(?:/${name})?|/notifications)?`,
  ];
  return new RegExp(`^/(?:${places.join("|")})$`).test(path);
}

const roles: Endpoint = {
  method: "GET",
  path: "/access/roles",
  parameters: {},
  handle: ({ node }) => [
    ...Object.entries(builtInRoles).map(([roleid, privs]) => row(roleid, privs, 1)),
    ...[...node.users().roles].map(([roleid, privs]) => row(roleid, privs, 0)),
  ],
};

const createRole: Endpoint = {
  method: "POST",
  path: "/access/roles",
  protected: true,
  parameters: { roleid: roleParameter, privs: optionalText({ format: privilegeList }) },
  authorize: modifyAccess,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "roleid");
    if (builtInRoles[id] || conf.roles.has(id)) {
      throw failure(`create role failed: role '${id}' already exists`);
    }
    conf.roles.set(id, splitList(params.get("privs") ?? "").sort());
    node.saveUsers(conf);
    return null;
  },
};

const changeRole: Endpoint = {
  method: "PUT",
  path: "/access/roles/{roleid}",
  protected: true,
  parameters: {
    roleid: roleParameter,
    privs: optionalText({ format: privilegeList }),
    append: { ...optionalFlag, requires: "privs" },
  },
  authorize: modifyAccess,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "roleid");
    if (builtInRoles[id]) throw failure(`auto-generated role '${id}' cannot be modified`);
    const before = conf.roles.get(id);
    if (!before) throw failure(`update role failed: role '${id}' does not exist`);
    const kept = isSet(params, "append") ? before : [];
    conf.roles.set(id, [...new Set([...kept, ...splitList(params.get("privs") ?? "")])].sort());
    node.saveUsers(conf);
    return null;
  },
};

const removeRole: Endpoint = {
  method: "DELETE",
  path: "/access/roles/{roleid}",
  protected: true,
  parameters: { roleid: roleParameter },
  authorize: modifyAccess,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "roleid");
    if (builtInRoles[id]) throw failure(`auto-generated role '${id}' cannot be deleted`);
    if (!conf.roles.delete(id)) throw failure(`delete role failed: role '${id}' does not exist`);
    conf.acl = conf.acl.filter((each) => each.role !== id);
    node.saveUsers(conf);
    return null;
  },
};

export const aclEndpoints: readonly Endpoint[] = [
  acl,
  changeAcl,
  roles,
  createRole,
  changeRole,
  removeRole,
];

function row(
  roleid: string,
  privs: readonly string[],
  special: 0 | 1,
): { roleid: string; privs: string; special: 0 | 1 } {
  return { roleid, privs: privs.join(","), special };
}
