import type { ApiAnswer, ApiCall, Json } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import { ApiError, failure, forbidden, messageOf } from "./api-error";
import type { Endpoint, Method, Request } from "./endpoint";
import { Reply } from "./endpoint";
import type { Router } from "./router";
import { checkParameters } from "./schema/check";

/** What pveproxy does with one authenticated request, and the CLI programs with one of theirs. */
export function apiCall(node: EmbeddedNode, router: Router): ApiCall {
  return async (authuser, method, path, params) => {
    const said: string[] = [];
    const answer = await (async (): Promise<ApiAnswer> => {
      try {
        const caller = { authuser, warn: (text: string) => void said.push(text) };
        const { endpoint, request } = prepare(node, router, caller, method, path, params);
        const result = await endpoint.handle(request);
        noteChange(node, endpoint, authuser, method, path);
        return result instanceof Reply
          ? { status: 200, reason: "OK", data: result.data, extra: result.extra }
          : { status: 200, reason: "OK", data: result };
      } catch (error) {
        return refusal(error, () => {
          node.journal.touch();
        });
      }
    })();
    return said.length > 0 ? { ...answer, warnings: said } : answer;
  };
}

/** The parameters of a request as text, as they arrive in a form or in JSON. */
function textParameters(
  params: Readonly<Record<string, string | number | boolean>>,
): Map<string, string> {
  const entries = Object.entries(params).map(([name, value]): [string, string] => {
    if (typeof value === "boolean") return [name, value ? "1" : "0"];
    return [name, String(value)];
  });
  return new Map(entries);
}

function prepare(
  node: EmbeddedNode,
  router: Router,
  caller: Pick<Request, "authuser" | "warn">,
  method: Method,
  path: string,
  params: Readonly<Record<string, string | number | boolean>>,
): { endpoint: Endpoint; request: Request } {
  const match = router.find(method, path);
  if (!match) throw new ApiError(501, `Method '${method} ${path}' not implemented`);
  const { endpoint, parameters } = match;
  const { authuser } = caller;
  if (endpoint.ticketOnly && authuser.includes("!")) {
    throw forbidden(`URI '${path}' not available with API token, need proper ticket.\n`);
  }
  checkNodeName(node, parameters.get("node"));
  const all = new Map([...textParameters(params), ...parameters]);
  checkParameters(endpoint.parameters, all);
  const request = { node, ...caller, rights: node.rights(authuser), params: all };
  endpoint.authorize?.(request);
  return { endpoint, request };
}

function checkNodeName(node: EmbeddedNode, name: string | undefined): void {
  if (name === undefined || name === node.name || name === "localhost") return;
  const why = `failed to get address info for: ${name}: Temporary failure in name resolution`;
  throw failure(`hostname lookup '${name}' failed - ${why}`);
}

function noteChange(
  node: EmbeddedNode,
  endpoint: Endpoint,
  authuser: string,
  method: Method,
  path: string,
): void {
  if (method !== "GET" && !endpoint.harmless) {
    node.journal.record("api", `${method} ${path} by ${authuser}`);
  }
}

// A request can fail after it has written something, so that the state is saved all the same.
function refusal(error: unknown, touch: () => void): ApiAnswer {
  touch();
  const message = messageOf(error).replace(/\n$/, "");
  const [reason = message] = message.split("\n");
  const status = error instanceof ApiError ? error.status : 500;
  const errors = error instanceof ApiError ? error.errors : undefined;
  const data: Json = null;
  return { status, reason, message, data, ...(errors ? { errors } : {}) };
}
