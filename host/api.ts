import { setTimeout as sleep } from "node:timers/promises";
import { proxmoxApi, type ApiRequestable, type Proxmox } from "proxmox-api";
import { fetch, Pool } from "undici";
import { ApiError, ConnectionError, UnknownOutcomeError, UnreachableError } from "./errors";
import { lockPatience, saysLocked } from "./locks";
import { log } from "./log";
import type { HostSettings } from "./settings";
import { pinnedConnector } from "./tls";

/** A value as Proxmox takes it; booleans are sent as 0 and 1, a list as one parameter for each of its texts. */
export type ApiParam = string | number | boolean | readonly string[] | undefined;

/** The typed Proxmox VE API of one node, and whether it has been asked to change anything. */
export interface Api {
  readonly root: Proxmox.Api;
  /** A request by its path below /api2/json, for what the typed facade has wrong or not at all. */
  request(method: Method, path: string, params?: Record<string, ApiParam>): Promise<unknown>;
  /** Gives the connections up, so that the next request makes a new one: to `address`, or to that of the settings. */
  reconnect(address?: string): void;
  close(): Promise<void>;
}

type Asked = [method: Method, path: string, params: Record<string, ApiParam>];

type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly body: { readonly data?: unknown; readonly errors?: Record<string, string> };
}

/**
 * Opens the API over a few kept connections; nothing is sent before the first request.
 *
 * Repeats only what is safe to repeat: every GET, and a write that certainly did not run (refused by a lock, or
 * never sent). A write whose answer got lost ends in UnknownOutcomeError, so that the caller reads first.
 */
export function openApi(settings: HostSettings["api"], onWrite: () => void): Api {
  let target = settings;
  let pool = openPool(target);
  let hasAnswered = false;
  const attempt = async (...asked: Asked): Promise<Reply> => {
    try {
      const reply = await send(pool, target, ...asked);
      hasAnswered = true;
      return reply;
    } catch (error) {
      // A host that is not there is told at once; one that was there a moment ago may be restarting its proxy.
      throw error instanceof UnreachableError && error.wasRefused && hasAnswered
        ? new TransientError(error)
        : (error as Error);
    }
  };
  const request = async (
    method: Method,
    path: string,
    params: Record<string, ApiParam> = {},
  ): Promise<unknown> => {
    if (method !== "GET") onWrite();
    try {
      return await withPatience(method, path, () => attempt(method, path, params));
    } finally {
      if (method !== "GET") onWrite();
    }
  };
  const engine: ApiRequestable = {
    doRequest: (method, path, _template, params) =>
      request(method.toUpperCase() as Method, path.replace(/^\/api2\/json/, ""), params),
  };
  return {
    root: proxmoxApi(engine),
    request,
    reconnect(address) {
      void pool.destroy();
      target =
        address === undefined ? settings : { ...settings, endpoint: endpointAt(settings, address) };
      pool = openPool(target);
    },
    close: () => pool.destroy(),
  };
}

function openPool(settings: HostSettings["api"]): Pool {
  return new Pool(settings.endpoint, {
    connections: 3,
    connect: pinnedConnector(settings),
    keepAliveTimeout: 30_000,
    headersTimeout: 60_000,
  });
}

/** The endpoint with another host. */
function endpointAt({ endpoint }: HostSettings["api"], address: string): string {
  const url = new URL(endpoint);
  url.hostname = address.includes(":") ? `[${address}]` : address;
  return url.href.replace(/\/+$/, "");
}

async function withPatience(
  method: Method,
  path: string,
  attempt: () => Promise<Reply>,
): Promise<unknown> {
  const started = Date.now();
  for (let pause = 250; ; pause = Math.min(pause * 1.6, 3_000)) {
    let problem: Error;
    try {
      const reply = await attempt();
      if (reply.status === 200) return reply.body.data;
      const refusal = new ApiError(method, path, reply.status, reply.reason, reply.body.errors);
      if (!mayRepeat(method, reply)) throw explain(refusal);
      problem = refusal;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      problem = error.problem;
    }
    const patience =
      problem instanceof ApiError && isLocked(problem.reason) ? lockPatience : 15_000;
    if (Date.now() - started + pause > patience) throw problem;
    await sleep(pause);
  }
}

/** A failure after which the same request may be sent again. */
class TransientError extends Error {
  constructor(readonly problem: Error) {
    super(problem.message);
  }
}

async function send(
  pool: Pool,
  settings: HostSettings["api"],
  method: Method,
  path: string,
  params: Record<string, ApiParam>,
): Promise<Reply> {
  const encoded = encodeParams(params);
  const inQuery = method === "GET" || method === "DELETE";
  const query = inQuery && encoded !== "" ? `?${encoded}` : "";
  const started = Date.now();
  try {
    const response = await fetch(`${settings.endpoint}/api2/json${path}${query}`, {
      dispatcher: pool,
      method,
      headers: {
        accept: "application/json",
        authorization: `PVEAPIToken=${settings.tokenId}=${settings.tokenSecret}`,
        ...(!inQuery && { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(!inQuery && { body: encoded }),
    });
    const body = parseBody(await response.text());
    const reason = response.statusText === "" ? (body.message ?? "") : response.statusText;
    log("api", { method, path, status: response.status, ms: Date.now() - started });
    return { status: response.status, reason, body };
  } catch (error) {
    log("api", { method, path, error: codeOf(error), ms: Date.now() - started });
    throw classify(error, method, path, settings.endpoint);
  }
}

function parseBody(text: string): {
  data?: unknown;
  errors?: Record<string, string>;
  message?: string;
} {
  if (text === "") return {};
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch {
    return { message: text.slice(0, 200) };
  }
}

/** PVE splits bodies at `&`, `;` and every raw `=` (PVE/APIServer/AnyEvent.pm), so everything is encoded. */
export function encodeParams(params: Readonly<Record<string, ApiParam>>): string {
  return Object.entries(params)
    .flatMap(([key, value]) =>
      value === undefined
        ? []
        : [value].flat().map((each) => {
            const text = typeof each === "boolean" ? Number(each) : each;
            return `${encodeURIComponent(key)}=${encodeURIComponent(text)}`;
          }),
    )
    .join("&");
}

function classify(error: unknown, method: Method, path: string, endpoint: string): Error {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof ConnectionError) return cause;
  const code = codeOf(error);
  const unreachable = new UnreachableError(
    `The Proxmox VE API at ${endpoint} cannot be reached (${code}).`,
    { cause: error },
    code === "ECONNREFUSED",
  );
  if (["ENOTFOUND", "EAI_AGAIN"].includes(code)) return unreachable;
  const neverSent = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];
  if (neverSent.includes(code))
    return method === "GET" ? unreachable : new TransientError(unreachable);
  if (code.includes("CERT") || code.includes("TLS") || code.includes("SSL")) {
    return new ConnectionError(
      `The certificate of ${endpoint} is not accepted (${code}): set phoenix:fingerprint or phoenix:ca.`,
      { cause: error },
    );
  }
  if (method === "GET") return new TransientError(unreachable);
  return new UnknownOutcomeError(`${method} ${path}: the connection broke (${code})`, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause === undefined ? (error as Error).message : codeOf(cause);
}

function mayRepeat(method: Method, { status, reason }: Reply): boolean {
  if (isLocked(reason)) return true;
  if (method === "GET") return status === 595 || status === 596 || /got timeout/.test(reason);
  return status === 595 && /Connection refused/.test(reason);
}

/** `CT is locked (backup)`, or the config's flock (PVE/AbstractConfig.pm): the request did not run. */
function isLocked(reason: string): boolean {
  return saysLocked(reason) || /can't lock file .* - got timeout/.test(reason);
}

function explain(error: ApiError): Error {
  if (error.status === 596) return new UnknownOutcomeError(error.message, { cause: error });
  if (error.status === 401) {
    return new ConnectionError(
      `The Proxmox VE API refuses the token of phoenix:tokenId (401 ${error.reason.trim()}): ` +
        "it is wrong, expired or was revoked.",
      { cause: error },
    );
  }
  return error;
}
