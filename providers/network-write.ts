import type { Host } from "../host/host";
import { parseInterfacesFile } from "../host/interfaces-file";
import { interfacesFile, pendingFile, type Network } from "../host/network";
import { describe } from "./compare";
import { driftedInterfaces, observeFile, settingsOf } from "./network-observe";
import { foreignChanges } from "./network-pending";
import { planRequests } from "./network-plan";
import type { NetworkSpec } from "./network-schema";

/**
 * Has PVE write the changes into its pending file, and returns the SHA-256 of what will be in force. Where the file is
 * right already nothing waits, and applying brings the kernel in line. A failure leaves nothing pending.
 */
export async function writePending(
  host: Host,
  spec: NetworkSpec,
  network: Network,
): Promise<string> {
  const path = `/nodes/${host.node}/network`;
  // What waits is a part of what is declared; the whole is written anew.
  if (network.pending !== undefined) await host.api.request("DELETE", path);
  const live = settingsOf(network.file, network);
  const requests = planRequests(spec, driftedInterfaces(spec, live), live);
  if (requests.length === 0) return (await readFile(host, interfacesFile)).sha256;
  try {
    for (const { method, iface, params } of requests) {
      if (method === "POST") await host.api.request(method, path, { iface, ...params });
      else await host.api.request(method, `${path}/${encodeURIComponent(iface)}`, params);
    }
    const { text, sha256 } = await readFile(host, pendingFile);
    checkPending(spec, network, text);
    return sha256;
  } catch (error) {
    await revertPending(host);
    throw error;
  }
}

/** Forgets what waits. */
export async function revertPending(host: Host): Promise<void> {
  await host.api.request("DELETE", `/nodes/${host.node}/network`);
}

/** What PVE made of the requests is what counts, not what they asked for. */
function checkPending(spec: NetworkSpec, network: Network, text: string): void {
  const pending = parseInterfacesFile(text);
  const lost = foreignChanges(spec, network, pending);
  if (lost.length > 0) {
    const told = lost.map(({ iface, changes }) => `\n  ${iface}: ${changes.join(", ")}`);
    throw new Error(
      `network: Proxmox VE's API would change more than is declared; nothing was applied.${told.join("")}`,
    );
  }
  const live = settingsOf(pending, network);
  const [name] = driftedInterfaces(spec, live);
  if (name === undefined) return;
  const property = `${pendingFile}: ${name}`;
  const drift = { property, want: spec.interfaces[name], live: observeFile(spec, live)[name] };
  throw new Error(`network: ${describe([drift])}; nothing was applied.`);
}

async function readFile(host: Host, path: string): Promise<{ text: string; sha256: string }> {
  const argv = ["bash", "-c", 'sha256sum < "$1" && cat "$1"', "read-file", path];
  const output = await host.shell.run(argv, { reads: true });
  const end = output.indexOf("\n") + 1;
  return { sha256: output.slice(0, 64), text: output.slice(end) };
}
