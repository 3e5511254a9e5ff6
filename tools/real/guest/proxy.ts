import fs from "node:fs";
import http from "node:http";
import net from "node:net";

/**
 * A proxy for HTTP and, with CONNECT, for HTTPS on a Unix socket, for a guest without a network of its own. Where this
 * computer itself is behind a proxy (http_proxy), that one is asked.
 */
export async function openProxy(
  socket: string,
  above = process.env["http_proxy"] ?? process.env["HTTP_PROXY"] ?? "",
): Promise<{ close(): Promise<void> }> {
  fs.rmSync(socket, { force: true });
  const server: net.Server = above === "" ? ownProxy() : passedTo(new URL(above));
  const open = new Set<net.Socket>();
  server.on("connection", (connection) => {
    open.add(connection);
    connection.once("close", () => open.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}

function ownProxy(): http.Server {
  const server = http.createServer((request, response) => {
    const { url = "", method, headers } = request;
    if (!URL.canParse(url)) {
      response.writeHead(400);
      response.end("This is a proxy.\n");
      return;
    }
    const asked = http.request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    asked.once("error", (error) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(`${url}: ${error.message}\n`);
    });
    response.once("close", () => asked.destroy());
    request.pipe(asked);
  });
  server.on("connect", ({ url = "" }, client: net.Socket, head: Buffer) => {
    const { hostname, port } = new URL(`https://${url}`);
    const target = net.connect(Number(port === "" ? 443 : port), hostname);
    target.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
    });
    joined(client, target);
  });
  return server;
}

function passedTo({ hostname, port }: URL): net.Server {
  return net.createServer((client) => {
    joined(client, net.connect(Number(port === "" ? 80 : port), hostname));
  });
}

/** Two ends of one connection, which end together. */
function joined(one: net.Socket, other: net.Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.once("close", () => to.destroy());
  }
}
