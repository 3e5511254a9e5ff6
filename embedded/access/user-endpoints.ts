import { randomUUID } from "node:crypto";
import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { splitList, userIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { UserConf, UserRecord } from "../conf/user-conf";
import type { Json } from "../contract";
import { encodeText } from "../conf/encoded-text";
import { saveTokenSecrets, setPassword, tokenSecrets } from "./tickets";

const useridParameter = requiredText({ format: userIdFormat, maxLength: 64 });
const tokenParameters = {
  userid: useridParameter,
  tokenid: requiredText({ pattern: /[A-Za-z][A-Za-z0-9.\-_]+/ }),
};

function modify({ rights }: Request): void {
  rights.require("/access/groups", ["User.Modify"]);
}

function selfOrModify(request: Request): void {
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
    return [...request.node.users().users]
      .filter(([id]) => all || request.authuser.split("!")[0] === id)
      .map(([userid, user]) => ({ userid, ...describe(user) }));
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
    comment: optionalText({ maxLength: 2048 }),
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
    const comment = encodeText(params.get("comment") ?? "");
    conf.users.set(userid, {
      enable: params.get("enable") !== "0",
      expire: Number(params.get("expire") ?? "0"),
      rest: ["", "", "", comment, ""],
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
    const user = knownUser(node.users(), userid);
    const groups = [...node.users().groups].filter(([, group]) => group.users.includes(userid));
    return { ...describe(user), groups: groups.map(([id]) => id) };
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

const tokens: Endpoint = {
  method: "GET",
  path: "/access/users/{userid}/token",
  parameters: { userid: useridParameter },
  authorize: selfOrModify,
  handle: ({ node, params }) => {
    const user = knownUser(node.users(), required(params, "userid"));
    return [...user.tokens].map(([tokenid, token]) => ({ tokenid, ...describeToken(token) }));
  },
};

const readToken: Endpoint = {
  method: "GET",
  path: "/access/users/{userid}/token/{tokenid}",
  parameters: tokenParameters,
  authorize: selfOrModify,
  handle: ({ node, params }) => describeToken(knownToken(node.users(), params)),
};

const createToken: Endpoint = {
  method: "POST",
  path: "/access/users/{userid}/token/{tokenid}",
  protected: true,
  parameters: {
    ...tokenParameters,
    comment: optionalText(),
    expire: optionalInteger({ minimum: 0 }),
    privsep: optionalFlag,
  },
  authorize: selfOrModify,
  handle: ({ node, params }) => {
    const [userid, tokenid] = [required(params, "userid"), required(params, "tokenid")];
    const conf = node.users();
    const user = knownUser(conf, userid);
    if (user.tokens.has(tokenid)) throw parameterError({ tokenid: "Token already exists." });
    const privsep = params.get("privsep") !== "0";
    const expire = params.get("expire");
    const comment = params.get("comment") ?? "";
    user.tokens.set(tokenid, { privsep, expire: Number(expire ?? "0"), comment });
    node.saveUsers(conf);
    const id = `${userid}!${tokenid}`;
    const value = randomUUID();
    saveTokenSecrets(node, new Map([...tokenSecrets(node), [id, value]]));
    const info = { privsep: privsep ? "1" : "0", ...(expire === undefined ? {} : { expire }) };
    return { "full-tokenid": id, value, info };
  },
};

const removeToken: Endpoint = {
  method: "DELETE",
  path: "/access/users/{userid}/token/{tokenid}",
  protected: true,
  parameters: tokenParameters,
  authorize: selfOrModify,
  handle: ({ node, params }) => {
    const conf = node.users();
    knownToken(conf, params);
    const [userid, tokenid] = [required(params, "userid"), required(params, "tokenid")];
    conf.users.get(userid)?.tokens.delete(tokenid);
    conf.acl = conf.acl.filter(({ who }) => who !== `${userid}!${tokenid}`);
    node.saveUsers(conf);
    const secrets = tokenSecrets(node);
    secrets.delete(`${userid}!${tokenid}`);
    saveTokenSecrets(node, secrets);
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
  },
  authorize: modify,
  handle: ({ node, params }) => {
    const conf = node.users();
    const user = knownUser(conf, required(params, "userid"));
    if (params.has("enable")) user.enable = isSet(params, "enable");
    if (params.has("expire")) user.expire = Number(params.get("expire"));
    node.saveUsers(conf);
    return null;
  },
};

export const userEndpoints: readonly Endpoint[] = [
  list,
  create,
  read,
  changeUser,
  remove,
  tokens,
  readToken,
  createToken,
  removeToken,
];

function knownUser(conf: UserConf, userid: string): UserRecord {
  const user = conf.users.get(userid);
  if (!user) throw failure(`no such user ('${userid}')`);
  return user;
}

function knownToken(
  conf: UserConf,
  params: ReadonlyMap<string, string>,
): { expire: number; privsep: boolean; comment: string } {
  const [userid, tokenid] = [required(params, "userid"), required(params, "tokenid")];
  const token = knownUser(conf, userid).tokens.get(tokenid);
  if (!token) throw failure(`no such token '${tokenid}' for user '${userid}'`);
  return token;
}

function describe(user: UserRecord): Record<string, Json> {
  return { enable: user.enable ? 1 : 0, expire: user.expire };
}

function describeToken(token: { expire: number; privsep: boolean; comment: string }): {
  [key: string]: Json;
} {
  const comment = token.comment === "" ? {} : { comment: token.comment };
  return { expire: token.expire, privsep: token.privsep ? 1 : 0, ...comment };
}
