import { randomUUID } from "node:crypto";
import { failure, parameterError } from "../api/api-error";
import type { Endpoint } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { TokenRecord, UserConf } from "../conf/user-conf";
import { saveTokenSecrets, tokenSecrets } from "./tickets";
import { describeToken } from "./token-record";
import { knownUser, selfOrModify, useridParameter } from "./user-endpoints";

const tokenParameters = {
  userid: useridParameter,
  tokenid: requiredText({ pattern: /[A-Za-z][A-Za-z0-9.\-_]+/ }),
};

/** What may be said of a new token, and of one that is there. */
const settings = {
  comment: optionalText(),
  expire: optionalInteger({ minimum: 0 }),
  privsep: optionalFlag,
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
  parameters: { ...tokenParameters, ...settings },
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
    // What was given comes back as it was given, the default as a number.
    const info = {
      ...(params.has("comment") && { comment }),
      ...(expire !== undefined && { expire }),
      privsep: params.get("privsep") ?? 1,
    };
    return { "full-tokenid": id, value, info };
  },
};

const changeToken: Endpoint = {
  method: "PUT",
  path: "/access/users/{userid}/token/{tokenid}",
  protected: true,
  parameters: { ...tokenParameters, ...settings },
  authorize: selfOrModify,
  handle: ({ node, params }) => {
    const conf = node.users();
    const token = knownToken(conf, params);
    token.comment = params.get("comment") ?? token.comment;
    if (params.has("expire")) token.expire = Number(params.get("expire"));
    if (params.has("privsep")) token.privsep = isSet(params, "privsep");
    node.saveUsers(conf);
    return describeToken(token);
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

/** API tokens of users. */
export const tokenEndpoints: readonly Endpoint[] = [
  tokens,
  readToken,
  createToken,
  changeToken,
  removeToken,
];

function knownToken(conf: UserConf, params: ReadonlyMap<string, string>): TokenRecord {
  const [userid, tokenid] = [required(params, "userid"), required(params, "tokenid")];
  const token = knownUser(conf, userid).tokens.get(tokenid);
  if (!token) throw failure(`no such token '${tokenid}' for user '${userid}'`);
  return token;
}
