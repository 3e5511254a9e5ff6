import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { splitList, userIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { UserConf, UserRecord } from "../conf/user-conf";
import type { Json } from "../contract";
import { decodeText, encodeText } from "../conf/encoded-text";
import { realmType } from "./realm-endpoints";
import { describeToken } from "./token-record";
import { saveTokenSecrets, setPassword, tokenSecrets } from "./tickets";

/** The id of a user, NAME@REALM. */
export const useridParameter = requiredText({ format: userIdFormat, maxLength: 64 });

const personal = {
  comment: optionalText({ maxLength: 2048 }),
  email: optionalText({ maxLength: 254 }),
  firstname: optionalText({ maxLength: 1024 }),
  lastname: optionalText({ maxLength: 1024 }),
  keys: optionalText(),
};

function modify({ rights }: Request): void {
  rights.require("/access/groups", ["User.Modify"]);
}

/** A user may look at what is its own, and others with the right to change users. */
export function selfOrModify(request: Request): void {
  const [user = ""] = request.authuser.split("!");
  if (user !== request.params.get("userid")) modify(request);
}

const list: Endpoint = {
  method: "GET",
  path: "/access/users",
  protected: true,
  parameters: { enabled: optionalFlag, full: optionalFlag },
  handle: (request) => {
    const all = request.rights.hasAny("/access/groups", ["User.Modify", "Sys.Audit"]);
    const { node, params } = request;
    const conf = node.users();
    return [...conf.users]
      .filter(([id]) => all || request.authuser.split("!")[0] === id)
      .map(([userid, user]) => {
        const realm = realmType(node, userid.slice(userid.lastIndexOf("@") + 1));
        return {
          ...{ userid, ...describe(user), ...(realm !== undefined && { "realm-type": realm }) },
          ...(isSet(params, "full") && {
            groups: groupsOf(conf, userid).join(","),
            ...listed(user),
          }),
        };
      });
  },
};

const create: Endpoint = {
  method: "POST",
  path: "/access/users",
  protected: true,
  parameters: {
    userid: useridParameter,
    password: optionalText({ minLength: 8, maxLength: 64 }),
    enable: optionalFlag,
    expire: optionalInteger({ minimum: 0 }),
    groups: optionalText(),
    ...personal,
  },
  authorize: modify,
  handle: ({ node, params }) => {
    const userid = required(params, "userid");
    const conf = node.users();
    const refuse = (why: string): Error => failure(`create user failed: ${why}`);
    if (conf.users.has(userid)) throw refuse(`user '${userid}' already exists`);
    const groups = splitList(params.get("groups") ?? "");
    for (const id of groups) {
      const group = conf.groups.get(id);
      if (!group) throw refuse(`no such group '${id}'`);
      group.users.push(userid);
    }
    conf.users.set(userid, {
      enable: params.get("enable") !== "0",
      expire: Number(params.get("expire") ?? "0"),
      rest: withPersonal(["", "", "", "", ""], params),
      tokens: new Map(),
    });
    node.saveUsers(conf);
    const password = params.get("password");
    if (password !== undefined) setPassword(node, userid, password);
    return null;
  },
};

const read: Endpoint = {
  method: "GET",
  path: "/access/users/{userid}",
  parameters: { userid: useridParameter },
  authorize: selfOrModify,
  handle: ({ node, params }) => {
    const userid = required(params, "userid");
    const conf = node.users();
    return { ...describe(knownUser(conf, userid)), groups: groupsOf(conf, userid) };
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: "/access/users/{userid}",
  protected: true,
  parameters: { userid: useridParameter },
  authorize: modify,
  handle: ({ node, params }) => {
    const userid = required(params, "userid");
    const conf = node.users();
    knownUser(conf, userid);
    conf.users.delete(userid);
    for (const group of conf.groups.values()) {
      group.users = group.users.filter((each) => each !== userid);
    }
    conf.acl = conf.acl.filter(({ who }) => who !== userid && !who.startsWith(`${userid}!`));
    node.saveUsers(conf);
    const secrets = [...tokenSecrets(node)].filter(([id]) => !id.startsWith(`${userid}!`));
    saveTokenSecrets(node, new Map(secrets));
    setPassword(node, userid, undefined);
    return null;
  },
};

const changeUser: Endpoint = {
  method: "PUT",
  path: "/access/users/{userid}",
  protected: true,
  parameters: {
    userid: useridParameter,
    enable: optionalFlag,
    expire: optionalInteger({ minimum: 0 }),
    groups: optionalText(),
    append: { ...optionalFlag, requires: "groups" },
    ...personal,
  },
  authorize: modify,
  handle: ({ node, params }) => {
    const conf = node.users();
    const userid = required(params, "userid");
    const user = conf.users.get(userid);
    if (!user) throw failure(`update user failed: no such user ('${userid}')`);
    user.rest = withPersonal(user.rest, params);
    if (params.has("groups")) join(conf, userid, params);
    if (params.has("enable")) user.enable = isSet(params, "enable");
    if (params.has("expire")) user.expire = Number(params.get("expire"));
    node.saveUsers(conf);
    return null;
  },
};

/** Users of the API. */
export const userEndpoints: readonly Endpoint[] = [list, create, read, changeUser, remove];

/** The record of a user that has to be there. */
export function knownUser(conf: UserConf, userid: string): UserRecord {
  const user = conf.users.get(userid);
  if (!user) throw failure(`no such user ('${userid}')`);
  return user;
}

/** As user.cfg has them: a field that is empty is left out, but for the address, which any field after it gives. */
function describe(user: UserRecord): Record<string, Json> {
  const [firstname = "", lastname = "", email = "", comment = "", keys = ""] = user.rest;
  const shown = { firstname, lastname, comment, keys };
  const given = Object.entries(shown).filter(([, value]) => value !== "");
  return {
    ...{ enable: user.enable ? 1 : 0, expire: user.expire },
    ...Object.fromEntries(given.map(([name, value]) => [name, decodeText(value)])),
    ...([email, comment, keys].some((value) => value !== "") && { email }),
  };
}

function listed(user: UserRecord): Record<string, Json> {
  const all = [...user.tokens].map(([tokenid, token]) => ({ tokenid, ...describeToken(token) }));
  return all.length === 0 ? {} : { tokens: all };
}

function groupsOf(conf: UserConf, userid: string): string[] {
  return [...conf.groups].filter(([, { users }]) => users.includes(userid)).map(([id]) => id);
}

function join(conf: UserConf, userid: string, params: Request["params"]): void {
  const wanted = splitList(params.get("groups") ?? "");
  const missing = wanted.find((id) => !conf.groups.has(id));
  if (missing !== undefined) throw failure(`update user failed: no such group '${missing}'`);
  for (const [id, group] of conf.groups) {
    const stays = isSet(params, "append") && group.users.includes(userid);
    const others = group.users.filter((each) => each !== userid);
    group.users = stays || wanted.includes(id) ? [...others, userid] : others;
  }
}

/** In the order of the file, with what is given now in the place of what was. */
function withPersonal(rest: readonly string[], params: Request["params"]): string[] {
  return ["firstname", "lastname", "email", "comment", "keys"].map((name, at) => {
    const given = params.get(name);
    if (given === undefined) return rest[at] ?? "";
    return name === "email" || name === "keys" ? given : encodeText(given);
  });
}
