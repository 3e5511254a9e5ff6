import { ApiError, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { userIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import type { Json } from "../contract";
import { durations } from "../node/durations";
import { isPassword, issueCsrfToken, issueTicket, setPassword, ticketUser } from "./tickets";

const ticket: Endpoint = {
  method: "POST",
  path: "/access/ticket",
  protected: true,
  harmless: true,
  parameters: {
    username: requiredText({ maxLength: 64 }),
    password: requiredText(),
    realm: optionalText({ maxLength: 32 }),
    otp: optionalText(),
    path: optionalText({ maxLength: 64, requires: "privs" }),
    privs: optionalText({ maxLength: 64, requires: "path" }),
    "new-format": optionalFlag,
    "tfa-challenge": optionalText(),
  },
  handle: async ({ node, params }) => {
    const realm = params.get("realm");
    const name = required(params, "username");
    const user = realm === undefined || name.includes("@") ? name : `${name}@${realm}`;
    const password = required(params, "password");
    // An old ticket is as good as the password: that is how a session goes on.
    if (ticketUser(node, password) !== user && !isPassword(node, user, password)) {
      await node.clock.pause(durations.refusal);
      throw new ApiError(401, "authentication failure");
    }
    return {
      username: user,
      ticket: issueTicket(node, user),
      CSRFPreventionToken: issueCsrfToken(node, user),
      cap: capabilities(node.rights(user)),
    };
  },
};

const ticketPage: Endpoint = {
  method: "GET",
  path: "/access/ticket",
  parameters: {},
  handle: () => null,
};

const permissions: Endpoint = {
  method: "GET",
  path: "/access/permissions",
  parameters: { path: optionalText(), userid: optionalText() },
  handle: ({ node, rights, params, authuser }) => {
    const who = params.get("userid") ?? authuser;
    if (who !== authuser && !who.startsWith(`${authuser}!`))
      rights.require("/access", ["Sys.Audit"]);
    const wanted = params.get("path");
    const of = node.rights(who);
    const acl = node.users().acl.map((each) => each.path);
    const defaults = [
      "/",
      "/access",
      "/access/groups",
      "/nodes",
      "/pool",
      "/sdn",
      "/storage",
      "/vms",
    ];
    const paths = wanted === undefined ? [...new Set([...defaults, ...acl])] : [wanted];
    const answer: Record<string, Json> = {};
    for (const path of paths) {
      const held = [...of.on(path)].map(([name, below]) => [name, below ? 1 : 0] as const);
      if (held.length > 0 || wanted !== undefined) answer[path] = Object.fromEntries(held);
    }
    return answer;
  },
};

const password: Endpoint = {
  method: "PUT",
  path: "/access/password",
  protected: true,
  ticketOnly: true,
  parameters: {
    userid: requiredText({ format: userIdFormat, maxLength: 64 }),
    password: requiredText({ minLength: 8, maxLength: 64 }),
    "confirmation-password": optionalText({ minLength: 5, maxLength: 64 }),
  },
  handle: ({ node, rights, params }) => {
    const user = required(params, "userid");
    if (rights.authuser !== user) rights.require("/access/users", ["User.Modify"]);
    if (!user.endsWith("@pve")) throw parameterError({ userid: "realm is not managed here" });
    setPassword(node, user, required(params, "password"));
    return null;
  },
};

export const sessionEndpoints: readonly Endpoint[] = [ticket, ticketPage, permissions, password];

/** What the web interface shows or hides, by kind of object. */
function capabilities(rights: Request["rights"]): Record<string, Json> {
  const kinds = {
    vms: ["/vms", /^VM\.|^Permissions/],
    storage: ["/storage", /^Datastore\.|^Permissions/],
    access: ["/access", /^User\.|^Group\.|^Permissions/],
    nodes: ["/nodes", /^Sys\.|^Permissions/],
    sdn: ["/sdn", /^SDN\.|^Permissions/],
    mapping: ["/mapping", /^Mapping\.|^Permissions/],
    dc: ["/", /^Sys\.Audit|^Sys\.Modify|^SDN\./],
  } as const;
  const entries = Object.entries(kinds).map(([kind, [path, pattern]]): [string, Json] => {
    const held = [...rights.on(path).keys()].filter((name) => pattern.test(name));
    return [kind, Object.fromEntries(held.map((name) => [name, 1]))];
  });
  return Object.fromEntries(entries);
}
