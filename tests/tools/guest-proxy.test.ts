import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { openProxy } from "../../tools/real/guest/proxy";

let folder: string;
let socketPath: string;
let mirror: http.Server;
let address: string;
let proxy: Awaited<ReturnType<typeof openProxy>> | undefined;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-proxy-"));
  socketPath = path.join(folder, "proxy");
  mirror = http.createServer(({ url }, response) => response.end(`the mirror's ${url}`));
  await new Promise<void>((resolve) => mirror.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(mirror.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await proxy?.close();
  mirror.closeAllConnections();
  mirror.close();
  fs.rmSync(folder, { recursive: true });
});

/** What is answered to a request that comes in at the proxy's socket. */
function asked(url: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, path: url, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.once("end", () => {
        resolve({ status: response.statusCode, body });
      });
    });
    request.once("error", reject);
    request.end();
  });
}

test("a guest's proxy answers what a mirror answers, and says what it is and what it cannot reach", async () => {
  proxy = await openProxy(socketPath, "");
  expect(await asked(`http://${address}/a`)).toEqual({ status: 200, body: "the mirror's /a" });
  expect(await asked("/a")).toEqual({ status: 400, body: "This is a proxy.\n" });
  expect(await asked("http://127.0.0.1:1/")).toMatchObject({ status: 502 });
});

test("a guest's proxy opens a way through to a host that is asked for with CONNECT", async () => {
  proxy = await openProxy(socketPath, "");
  const answer = await new Promise<string>((resolve, reject) => {
    const request = http.request({ socketPath, method: "CONNECT", path: address });
    request.once("connect", (_response, socket) => {
      let said = "";
      socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
      socket.once("end", () => {
        resolve(said);
      });
      socket.write("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    });
    request.once("error", reject);
    request.end();
  });
  expect(answer).toContain("the mirror's /b");
});

test("a guest's proxy asks the proxy of this computer where it has one", async () => {
  proxy = await openProxy(socketPath, `http://${address}`);
  const { body } = await asked("http://elsewhere.example/c");
  expect(body).toBe("the mirror's http://elsewhere.example/c");
});
