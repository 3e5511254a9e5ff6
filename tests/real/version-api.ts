import https from "node:https";
import type { AddressInfo } from "node:net";
import { fingerprintOf, selfSignedCertificate } from "../../embedded/tls/certificate";
import type { HostSettings } from "../../host/settings";

const tokenId = "root@pam!test";
const tokenSecret = "00000000-0000-0000-0000-000000000000";

let pair: ReturnType<typeof selfSignedCertificate> | undefined;

/**
 * The one request of Proxmox VE's API that an inspection makes, GET /version. The machine with the real programs is
 * Debian and has no API; every other request is refused.
 */
export async function serveVersion(): Promise<{
  readonly settings: HostSettings["api"];
  close(): Promise<void>;
}> {
  pair ??= selfSignedCertificate(["127.0.0.1"]);
  const { certificate, key } = pair;
  const server = https.createServer({ cert: certificate, key }, (request, response) => {
    const isKnown = request.method === "GET" && request.url === "/api2/json/version";
    response.writeHead(isKnown ? 200 : 501, { "content-type": "application/json" });
    response.end(JSON.stringify({ data: isKnown ? { version: "9.1.1", release: "9.1" } : null }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      endpoint: `https://127.0.0.1:${port}`,
      fingerprint: fingerprintOf(certificate),
      tokenId,
      tokenSecret,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
