import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { configIdFormat, splitList } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import { allPrivileges, builtInRoles } from "./privileges";

const privilegeList = (value: string): string | undefined => {
  const wrong = splitList(value).find((name) => !allPrivileges.includes(name));
  return wrong === undefined ? undefined : `invalid privilege '${wrong}'\n`;
};

const idParameter = requiredText({ format: configIdFormat });

function modifyAccess({ rights }: Request): void {
  rights.require("/access", ["Sys.Modify"]);
}

const acl: Endpoint = {
  method: "GET",
  path: "/access/acl",
  parameters: {},
  handle: ({ node }) =>
    node.users().acl.map(({ path, propagate, who, role }) => ({
      path,
      propagate: propagate ? 1 : 0,
      type: who.startsWith("@") ? "group" : who.includes("!") ? "token" : "user",
      ugid: who.replace(/^@/, ""),
      roleid: role,
    })),
};

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
    const path = required(params, "path").replace(/(.)\/+$/, "$1");
    const propagate = params.get("propagate") !== "0";
    const groups = splitList(params.get("groups") ?? "").map((group) => `@${group}`);
    const users = [
      ...splitList(params.get("users") ?? ""),
      ...splitList(params.get("tokens") ?? ""),
    ];
    for (const role of splitList(required(params, "roles"))) {
      if (!builtInRoles[role] && !conf.roles.has(role)) {
        throw failure(`role '${role}' does not exist`);
      }
      for (const who of [...users, ...groups]) {
        conf.acl = conf.acl.filter(
          (each) => each.path !== path || each.who !== who || each.role !== role,
        );
        if (!isSet(params, "delete")) conf.acl.push({ path, propagate, who, role });
      }
    }
    node.saveUsers(conf);
    return null;
  },
};

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
  parameters: { roleid: idParameter, privs: optionalText({ format: privilegeList }) },
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

const removeRole: Endpoint = {
  method: "DELETE",
  path: "/access/roles/{roleid}",
  protected: true,
  parameters: { roleid: idParameter },
  authorize: modifyAccess,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "roleid");
    if (!conf.roles.delete(id)) throw failure(`role '${id}' does not exist`);
    conf.acl = conf.acl.filter((each) => each.role !== id);
    node.saveUsers(conf);
    return null;
  },
};

const createGroup: Endpoint = {
  method: "POST",
  path: "/access/groups",
  protected: true,
  parameters: { groupid: idParameter, comment: optionalText() },
  authorize: ({ rights }) => {
    rights.require("/access/groups", ["Group.Allocate"]);
  },
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "groupid");
    if (conf.groups.has(id)) throw failure(`create group failed: group '${id}' already exists`);
    conf.groups.set(id, { users: [], comment: params.get("comment") ?? "" });
    node.saveUsers(conf);
    return null;
  },
};

const removeGroup: Endpoint = {
  method: "DELETE",
  path: "/access/groups/{groupid}",
  protected: true,
  parameters: { groupid: idParameter },
  authorize: ({ rights }) => {
    rights.require("/access/groups", ["Group.Allocate"]);
  },
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "groupid");
    if (!conf.groups.delete(id)) throw failure(`delete group failed: group '${id}' does not exist`);
    conf.acl = conf.acl.filter((each) => each.who !== `@${id}`);
    node.saveUsers(conf);
    return null;
  },
};

export const aclEndpoints: readonly Endpoint[] = [
  acl,
  changeAcl,
  roles,
  createRole,
  removeRole,
  createGroup,
  removeGroup,
];

function row(
  roleid: string,
  privs: readonly string[],
  special: 0 | 1,
): { roleid: string; privs: string; special: 0 | 1 } {
  return { roleid, privs: privs.join(","), special };
}
