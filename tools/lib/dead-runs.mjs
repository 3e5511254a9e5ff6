import fs from "node:fs";
import net from "node:net";
import { root } from "./checkout.mjs";

/**
 * Ends what CLIs that were killed have left behind in this checkout: providers and language hosts whose engine, at the
 * address that is their last argument, is gone. A provider that has looked at the host ends by itself; one that was asked
 * nothing yet has none of our code.
 */
export async function endLeftBehind() {
  if (!fs.existsSync("/proc/self/cwd")) return;
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const words = ofCheckout(pid);
    const isOne = words.some((word) =>
      /\/(cmd\/dynamic-provider\/index\.js|(pulumi-)?language-nodejs)$/.test(word),
    );
    const [, address, port] = /^(127\.0\.0\.1):(\d+)$/.exec(words.at(-1) ?? "") ?? [];
    if (!isOne || port === undefined || (await answers(address, Number(port)))) continue;
    try {
      process.kill(Number(pid));
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** A process's arguments; none for one that does not run in this checkout, or is somebody else's. */
function ofCheckout(pid) {
  try {
    if (fs.readlinkSync(`/proc/${pid}/cwd`) !== root) return [];
    return fs
      .readFileSync(`/proc/${pid}/cmdline`, "utf8")
      .split("\0")
      .filter((word) => word !== "");
  } catch {
    return [];
  }
}

function answers(host, port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
