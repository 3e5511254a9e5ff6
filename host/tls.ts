import tls from "node:tls";
import { buildConnector } from "undici";
import { ConnectionError } from "./errors";
import type { HostSettings } from "./settings";

/**
 * A connector that hands a socket over only after the host has proved itself: by a certificate with exactly the
 * pinned SHA-256 fingerprint, or by one that the given CA has signed. Nothing, and no token, is sent before.
 */
export function pinnedConnector(api: HostSettings["api"]): buildConnector.connector {
  if (api.fingerprint === undefined) {
    return buildConnector({ ...(api.ca !== undefined && { ca: api.ca }), timeout: 10_000 });
  }
  const want = api.fingerprint.toUpperCase();
  // The chain of Proxmox's own certificate ends at a CA that no client knows: the fingerprint takes its place. A
  // resumed session would show no certificate, so none is kept.
  const connect = buildConnector({
    rejectUnauthorized: false,
    maxCachedSessions: 0,
    timeout: 10_000,
  });
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      const live =
        socket instanceof tls.TLSSocket ? socket.getPeerCertificate().fingerprint256 : "none";
      if (live === want) return callback(null, socket);
      socket.destroy();
      callback(
        new ConnectionError(
          `The host at ${api.endpoint} has another certificate than the pinned one: ` +
            `its fingerprint is ${live}, phoenix:fingerprint is ${want}. ` +
            "If the certificate was renewed, set the new fingerprint; otherwise this is not your host.",
        ),
        null,
      );
    });
  };
}
