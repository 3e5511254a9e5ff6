import { parseGuestConfig } from "../../host/guest-config";
import type { Host } from "../../host/host";
import type { Facts, Guest } from "../../host/inspection";
import { inGuest } from "../in-guest";
import { printNotes, readNotes } from "./mark";
import { power } from "./power";
import { untilReady } from "./ready";
import { typeOf } from "./type";

interface AnyGuest {
  readonly vmid: number;
  readonly type?: "qemu" | undefined;
}

/** Does something in a guest that runs; one that is stopped is started for it, and stopped again. */
export async function inRunning(
  host: Host,
  spec: AnyGuest,
  { running }: Guest,
  act: () => Promise<void>,
): Promise<void> {
  const type = typeOf(spec);
  if (!running) await power(host, type, spec.vmid, "start");
  await untilReady(host, spec);
  await act();
  if (running) return;
  // Copies of a machine must not all have its id, by which DHCP knows them; Proxmox sees to it in containers only.
  if (type === "qemu")
    await inGuest(host, spec, ": >/etc/machine-id\n", { reads: false, seconds: 30 });
  await power(host, type, spec.vmid, "shutdown");
}

/** Why what is inside of a guest was not compared. */
export function whyNotInspected(
  { running }: Guest,
  type: "qemu" | undefined,
  facts: Facts | undefined,
  verified: string | undefined,
): string | undefined {
  if (!running) return "not inspected: stopped";
  const isAsked = verified !== undefined;
  if (!isAsked || facts !== undefined) return undefined;
  return type === "qemu"
    ? "not inspected: its guest agent does not answer"
    : "not inspected: it did not answer in time";
}

/**
 * Writes down what was verified, so that a stopped guest need not be looked into. The write that comes would drop a
 * reading of all guests at once: this one's file is all that is needed.
 */
export async function recordVerified(
  host: Host,
  spec: AnyGuest,
  name: string,
  fingerprint: string | undefined,
): Promise<void> {
  const type = typeOf(spec);
  const folder = type === "lxc" ? "lxc" : "qemu-server";
  const file = `/etc/pve/nodes/${host.node}/${folder}/${spec.vmid}.conf`;
  const config = parseGuestConfig(await host.shell.run(["cat", file], { reads: true }));
  const notes = readNotes(config.current);
  if (notes.verified[name] === fingerprint) return;
  const { [name]: _before, ...others } = notes.verified;
  const verified = fingerprint === undefined ? others : { ...others, [name]: fingerprint };
  await host.api.request("PUT", `/nodes/${host.node}/${type}/${spec.vmid}/config`, {
    description: printNotes({ ...notes, verified }),
    digest: config.digest,
  });
}
