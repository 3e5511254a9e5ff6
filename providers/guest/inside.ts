import { parseGuestConfig } from "../../host/guest-config";
import type { Host } from "../../host/host";
import type { Facts, Guest, Inspected } from "../../host/inspection";
import { inGuest } from "../in-guest";
import { printNotes, readNotes } from "./mark";
import { power } from "./power";
import { untilReady } from "./ready";
import { guestsOf, typeOf, type AnyGuest } from "./type";

/** A guest, and what is known of one thing inside of it. */
export interface Inside {
  readonly guest: Guest;
  /** What the running guest says; undefined where it was not asked, or did not say all that it was asked for. */
  readonly facts: Facts | undefined;
  /** The fingerprint that was recorded when it was last verified. */
  readonly verified: string | undefined;
}

/** What is known of what the guest's notes call `record`, and what says its facts `section`; undefined without a guest. */
export function insideOf(
  inspection: Inspected<"containers" | "virtualMachines" | "facts">,
  spec: AnyGuest,
  section: string,
  record: string,
): Inside | undefined {
  const guest = guestsOf(inspection, spec).get(spec.vmid);
  if (guest === undefined) return undefined;
  return {
    guest,
    facts: guest.running ? inspection.facts.get(spec.vmid)?.[section] : undefined,
    verified: readNotes(guest.config.current).verified[record],
  };
}

/** What is compared of it: where the guest was not asked, that it was verified counts. */
export function observeInside(
  { facts, verified }: Inside,
  asDeclared: (facts: Facts) => Record<string, string>,
): { fingerprint: string; facts?: Record<string, string> } {
  if (verified === undefined) return { fingerprint: "not verified" };
  return { fingerprint: verified, ...(facts !== undefined && { facts: asDeclared(facts) }) };
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
  { guest: { running }, facts, verified }: Inside,
  { type }: AnyGuest,
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
