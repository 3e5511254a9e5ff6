import type { GuestConfig, Snapshot } from "../../host/guest-config";
import { fingerprint } from "../features";
import { readNotes } from "./mark";

/** The fingerprint of features by their own fingerprints. */
export function contentOf(features: Readonly<Record<string, string>>): string {
  const records = Object.entries(features).map(([feature, of]) => `${feature}=${of}`);
  return fingerprint(records.sort());
}

/** The fingerprint of all that a layer holds: what is installed in it, on top of what it was cloned from. */
export function layerContent(own: string, below: string | undefined): string {
  return below === undefined ? own : fingerprint([own, below]);
}

/** The fingerprint of what a layer holds on the host: what its clones are made of; undefined where nobody wrote it down. */
export function liveContent(layer: GuestConfig, snapname: string | undefined): string | undefined {
  const { layer: below, verified } = readNotes(layer.current);
  const own = snapname === undefined ? installed(verified) : taken(layer.snapshots[snapname]);
  return own === undefined ? undefined : layerContent(own, below?.split(" ")[1]);
}

/** By the records of the last verification; undefined where there are none. */
function installed(verified: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(verified).length === 0 ? undefined : contentOf(verified);
}

function taken(snapshot: Snapshot | undefined): string | undefined {
  return /^fingerprint ([0-9a-f]{12})$/m.exec(snapshot?.description ?? "")?.[1];
}

/**
 * Whether a guest was cloned from its layer before that, or one below it, was changed; `content` is what the layer is
 * declared to hold. False where nobody wrote down what it was cloned from.
 */
export function isOutdated(content: string | undefined, { current }: GuestConfig): boolean {
  const recorded = readNotes(current).layer?.split(" ")[1];
  return recorded !== undefined && content !== undefined && recorded !== content;
}
