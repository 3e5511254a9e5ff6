import { request } from "node:https";
import { TLSSocket } from "node:tls";
import type { Connection } from "../../embedded/connection";
import { Lab, template } from "./lab";

let lab: Lab;
let connection: Connection;

beforeEach(async () => {
  lab = await Lab.open();
  connection = await lab.host.listen();
});

afterEach(async () => {
  await lab.host.close();
});

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  readonly fingerprint: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A request over TLS; the certificate is checked by its fingerprint, as clients pin it. */
async function send(path: string, { method = "GET", headers, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: headers ?? token(), rejectUnauthorized: false };
    const sent = request(`${connection.endpoint}/api2/json${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      const { socket } = response;
      const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? "",
          body: Buffer.concat(chunks).toString("utf8"),
          fingerprint: certificate?.fingerprint256 ?? "",
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function token(secret = connection.tokenSecret): Record<string, string> {
  return { authorization: `PVEAPIToken=${connection.tokenId}=${secret}` };
}

const form = { "content-type": "application/x-www-form-urlencoded" };

async function login(): Promise<{ ticket: string; csrf: string }> {
  const body = `username=root@pam&password=${encodeURIComponent(connection.password)}`;
  const answer = await send("/access/ticket", { method: "POST", headers: form, body });
  const { data } = JSON.parse(answer.body) as {
    data: { ticket: string; CSRFPreventionToken: string };
  };
  return { ticket: data.ticket, csrf: data.CSRFPreventionToken };
}

test("a token reaches the API over TLS, whose certificate has the stated fingerprint", async () => {
  const answer = await send("/version");
  expect(answer).toMatchObject({ status: 200, fingerprint: connection.fingerprint });
  expect(JSON.parse(answer.body)).toMatchObject({ data: { release: "9.1" } });
});

test.each([
  ["no credentials", {}, "No ticket"],
  ["a wrong token", { authorization: "PVEAPIToken=root@pam!phoenix=x" }, "Authentication failed!"],
  ["a forged ticket", { cookie: "PVEAuthCookie=PVE:root@pam:6B01::x" }, "Authentication failed!"],
])("%s: 401 with an empty body", async (_what, headers, reason) => {
  const answer = await send("/nodes", { headers });
  expect(answer).toMatchObject({ status: 401, reason, body: "" });
});

test("a revoked, an expired and a disabled token are refused", async () => {
  const revoke = { method: "DELETE" };
  await lab.ask("PUT", "/access/users/root@pam", { expire: 1 });
  expect(await send("/nodes")).toMatchObject({ status: 401 });
  await lab.ask("PUT", "/access/users/root@pam", { expire: 0 });
  expect(await send("/access/users/root@pam/token/phoenix", revoke)).toMatchObject({ status: 200 });
  expect(await send("/nodes")).toMatchObject({ status: 401, reason: "Authentication failed!" });
});

test("a ticket needs a CSRF token for what is no GET, and root@pam may what its token may not", async () => {
  await lab.container(900);
  const { ticket, csrf } = await login();
  const cookie = { cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}` };
  const change = { method: "PUT", body: "features=nesting%3D1%2Ckeyctl%3D1" };
  const path = "/nodes/phoenix/lxc/900/config";
  expect(await send(path, { headers: cookie })).toMatchObject({ status: 200 });
  expect(await send(path, { ...change, headers: { ...form, ...cookie } })).toMatchObject({
    status: 401,
    reason: "Permission denied - invalid csrf token",
  });
  const allowed = { ...form, ...cookie, csrfpreventiontoken: csrf };
  expect(await send(path, { ...change, headers: allowed })).toMatchObject({ status: 200 });
  const refused = await send(path, {
    ...change,
    headers: { ...form, ...token() },
    body: "dev0=/dev/fuse",
  });
  expect(refused).toMatchObject({ status: 403 });
});

test("a refusal has its text as reason phrase and in the body, errors beside it", async () => {
  const answer = await send("/nodes/phoenix/lxc", {
    method: "POST",
    headers: { ...token(), "content-type": "application/json" },
    body: JSON.stringify({ vmid: 99, ostemplate: template, onboot: true, memory: 1.5 }),
  });
  expect(answer).toMatchObject({ status: 400, reason: "Parameter verification failed." });
  expect(JSON.parse(answer.body)).toEqual({
    data: null,
    message: "Parameter verification failed.\n",
    errors: {
      vmid: "invalid format - value does not look like a valid VM ID\n",
      memory: "type check ('integer') failed - got '1.5'",
    },
  });
});

test("an unencoded form is misread as pveproxy misreads it", async () => {
  await lab.container(900);
  const put = async (body: string) =>
    await send("/nodes/phoenix/lxc/900/config", {
      method: "PUT",
      headers: { ...form, ...token() },
      body,
    });
  expect(await put("tags=a;b")).toMatchObject({ status: 200 });
  expect(lab.file(900)).toContain("tags: a\n");
  expect(await put("tags=a%3Bb")).toMatchObject({ status: 200 });
  expect(lab.file(900)).toContain("tags: a;b\n");
});

test.each([
  ["PATCH", "/nodes", 501, "method 'PATCH' not available"],
  ["GET", "/nope", 501, "Method 'GET /nope' not implemented"],
  ["DELETE", "/nodes", 501, "Method 'DELETE /nodes' not implemented"],
])("%s %s: %d", async (method, path, status, reason) => {
  expect(await send(path, { method })).toMatchObject({ status, reason });
});

test("a body of an unknown type is refused", async () => {
  const headers = { ...token(), "content-type": "text/plain" };
  expect(await send("/storage", { method: "POST", headers, body: "x" })).toMatchObject({
    status: 506,
  });
});

test("an uploaded file becomes a volume", async () => {
  const boundary = "----boundary";
  const part = (name: string, content: string, more = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
  const body =
    part("content", "iso") +
    part("filename", "a\u0000b\r\n", '; filename="disk.iso"') +
    `--${boundary}--\r\n`;
  const headers = { ...token(), "content-type": `multipart/form-data; boundary=${boundary}` };
  const path = "/nodes/phoenix/storage/local/upload";
  expect(await send(path, { method: "POST", headers, body })).toMatchObject({ status: 200 });
  await lab.idle();
  expect(lab.host.node.files.readText("/var/lib/vz/template/iso/disk.iso")).toBe("a\u0000b\r\n");
});

test("ordered faults: delays, wrong answers, answers that never come", async () => {
  const { faults } = lab.host;
  faults.onRequest({ path: /^\/version/, status: 595 });
  expect(await send("/version")).toMatchObject({
    status: 595,
    reason: "Connection refused",
    body: "",
  });
  faults.onRequest({ path: /^\/version/, after: 1, drop: "before" });
  expect(await send("/version")).toMatchObject({ status: 200 });
  await expect(send("/version")).rejects.toThrow();
  expect(await send("/version")).toMatchObject({ status: 200 });
});

test("a request whose answer is lost was processed all the same", async () => {
  const body = "storage=fast&type=dir&path=/fast";
  const headers = { ...form, ...token() };
  lab.host.faults.onRequest({ mutating: true, drop: "after" });
  await expect(send("/storage", { method: "POST", headers, body })).rejects.toThrow();
  expect(await send("/storage/fast")).toMatchObject({ status: 200 });
  lab.host.faults.onRequest({ mutating: true, status: 596, processed: true });
  expect(await send("/storage/fast", { method: "DELETE" })).toMatchObject({ status: 596 });
  expect(await send("/storage/fast")).toMatchObject({ status: 500 });
});

test("an ordered fault of a task makes it fail, or hang until it is stopped", async () => {
  await lab.container(900);
  lab.host.faults.onTask({ type: "vzstart", error: "out of luck" });
  expect(await lab.run("POST", "/lxc/900/status/start")).toBe("out of luck");
  lab.host.faults.onTask({ type: "vzstart" });
  const upid = await lab.must("POST", "/lxc/900/status/start");
  const path = `/tasks/${encodeURIComponent(upid as string)}`;
  expect(await lab.must("GET", `${path}/status`)).toMatchObject({ status: "running" });
  await lab.must("DELETE", path);
  await lab.idle();
  expect(await lab.must("GET", `${path}/status`)).toMatchObject({
    status: "stopped",
    exitstatus: "received interrupt",
  });
});
