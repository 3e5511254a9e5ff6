import type { IncomingHttpHeaders } from "node:http";
import { isCsrfToken, ticketUser, tokenUser } from "../access/tickets";
import { ApiError } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";

/** Paths that need no login. */
const open = new Set(["GET /access/ticket", "POST /access/ticket", "GET /access/domains"]);

/** Who sends the request; refuses with 401 what real pveproxy refuses. */
export function authenticate(
  node: EmbeddedNode,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
): string {
  const token = /^PVEAPIToken=(.+)$/.exec(headers.authorization ?? "")?.[1];
  if (token !== undefined) {
    const user = tokenUser(node, token);
    if (user === undefined) throw new ApiError(401, "Authentication failed!");
    return user;
  }
  const ticket = cookie(headers.cookie ?? "", "PVEAuthCookie");
  if (ticket === undefined) {
    if (open.has(`${method} ${path}`)) return "";
    throw new ApiError(401, "No ticket");
  }
  const user = ticketUser(node, decodeURIComponent(ticket));
  if (user === undefined) {
    if (open.has(`${method} ${path}`)) return "";
    throw new ApiError(401, "Authentication failed!");
  }
  const csrf = headers["csrfpreventiontoken"];
  const checked = method === "GET" || open.has(`${method} ${path}`);
  if (!checked && !(typeof csrf === "string" && isCsrfToken(node, user, csrf))) {
    throw new ApiError(401, "Permission denied - invalid csrf token");
  }
  return user;
}

function cookie(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const [key = "", ...value] = part.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}
