import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiError, messageOf } from "../api/api-error";
import type { Method } from "../api/endpoint";
import type { Router } from "../api/router";
import type { ApiAnswer, ApiCall } from "../contract";
import type { RequestFault } from "../faults";
import { durations } from "../node/durations";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Traffic } from "../node/pace";
import type { Certificate } from "../tls/certificate";
import { authenticate } from "./authenticate";
import type { Fields } from "./body";
import { parseForm, parseJson } from "./body";
import { parseMultipart } from "./multipart";
import { Semaphore } from "./semaphore";

const prefix = "/api2/json";
const bodyLimit = 512 * 1024 * 1024;

/** The node's API over HTTPS, as pveproxy serves it, on loopback. */
export class ApiServer {
  readonly #server: Server;
  // pvedaemon's max_workers.
  readonly #workers = new Semaphore(3);

  constructor(
    private readonly node: EmbeddedNode,
    private readonly call: ApiCall,
    private readonly router: Router,
    private readonly traffic: Traffic,
    certificate: Certificate,
  ) {
    this.#server = createServer(
      { cert: certificate.certificate, key: certificate.key, keepAliveTimeout: 30_000 },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.on("secureConnection", () => (this.traffic.tlsConnections += 1));
  }

  /** Listens on the port, or on one that the kernel chooses; returns which. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.traffic.requests += 1;
    try {
      const { pathname, search } = new URL(request.url ?? "/", "https://node");
      const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) || "/" : pathname;
      const fault = this.node.faults.atRequest(request.method ?? "GET", path);
      fault?.notify?.();
      if (fault?.delay !== undefined) await pause(fault.delay);
      if (fault?.drop === "before") {
        request.socket.destroy();
        return;
      }
      const body = await readBody(request);
      const process = (): Promise<ApiAnswer> => this.#answer(request, path, search, body);
      if (fault?.status !== undefined) {
        if (fault.processed) await process();
        send(response, faultAnswer(fault, fault.status));
        return;
      }
      const answer = await process();
      if (fault?.drop === "after") request.socket.destroy();
      else if (fault?.drop === "midway") sendHalf(response, answer);
      else send(response, answer);
    } catch (error) {
      send(response, { status: 500, reason: messageOf(error), data: null });
    }
  }

  async #answer(
    request: IncomingMessage,
    path: string,
    search: string,
    body: Buffer,
  ): Promise<ApiAnswer> {
    const method = request.method ?? "GET";
    if (!isMethod(method)) return bare(501, `method '${method}' not available`);
    let user: string;
    try {
      user = authenticate(this.node, method, path, request.headers);
    } catch (error) {
      await this.node.clock.pause(durations.refusal);
      return bare(error instanceof ApiError ? error.status : 401, messageOf(error));
    }
    const type = request.headers["content-type"] ?? "";
    const fields = method === "POST" || method === "PUT" ? this.#fields(type, path, body) : {};
    if (!fields) return bare(506, `content type '${type}' not supported`);
    const query = parseForm(search.slice(1));
    const run = async (): Promise<ApiAnswer> => {
      await this.node.clock.travel();
      return this.call(user, method, path, { ...query, ...fields });
    };
    const isProtected = this.router.find(method, path)?.endpoint.protected === true;
    return isProtected ? this.#workers.with(run) : run();
  }

  #fields(contentType: string, path: string, body: Buffer): Fields | undefined {
    const [type = ""] = contentType.toLowerCase().split(";");
    if (body.length === 0) return {};
    if (type === "application/json") return parseJson(body.toString("utf8"));
    if (type === "application/x-www-form-urlencoded" || type === "") {
      return parseForm(body.toString("utf8"));
    }
    if (type !== "multipart/form-data" || !path.endsWith("/upload")) return undefined;
    const upload = parseMultipart(contentType, body);
    if (!upload?.file) return undefined;
    const tmpfilename = `/var/tmp/pveupload-${randomBytes(16).toString("hex")}`;
    this.node.files.write(tmpfilename, upload.file.content);
    return { filename: upload.file.name, ...upload.fields, tmpfilename };
  }
}

const methods: readonly string[] = ["GET", "POST", "PUT", "DELETE"];

function isMethod(method: string): method is Method {
  return methods.includes(method);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > bodyLimit) throw new Error("request body too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** An answer without a body: pveproxy's own refusals say everything in the reason phrase. */
function bare(status: number, reason: string): ApiAnswer {
  return { status, reason, data: null, extra: { empty: true } };
}

function faultAnswer(fault: RequestFault, status: number): ApiAnswer {
  const reasons: Record<number, string> = {
    401: "Authentication failed!",
    403: "Permission check failed",
    595: "Connection refused",
    596: "Connection timed out",
  };
  const reason = fault.reason ?? reasons[status] ?? "Internal Server Error";
  const empty = status === 401 || status === 595 || status === 596;
  return empty ? bare(status, reason) : { status, reason, message: reason, data: null };
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  const { status, reason, data, errors, extra = {} } = answer;
  const { empty, ...members } = extra;
  const content: Record<string, unknown> = { data, ...members };
  if (status !== 200) content["message"] = `${answer.message ?? reason}\n`;
  if (errors) content["errors"] = errors;
  const body = empty === true ? "" : JSON.stringify(content);
  response.statusCode = status;
  // Only Latin-1 without control characters fits into a status line.
  response.statusMessage = reason.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
  response.setHeader("Content-Type", "application/json;charset=UTF-8");
  response.setHeader("Server", "pve-api-daemon/3.0");
  response.setHeader("Cache-Control", "max-age=0");
  response.setHeader("Pragma", "no-cache");
  response.end(body);
}

/** An answer whose connection is cut in the middle of its body. */
function sendHalf(response: ServerResponse, { data }: ApiAnswer): void {
  const body = JSON.stringify({ data });
  response.setHeader("Content-Type", "application/json;charset=UTF-8");
  response.setHeader("Content-Length", body.length);
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
}
