import type { Dataset } from "./records";
import type { ZfsState } from "./zfs-state";
import { parentOf } from "./zfs-state";

/** The dataset whose key encrypts this one; undefined where it is not encrypted. */
export function encryptionRoot(state: ZfsState, dataset: Dataset): Dataset | undefined {
  let from: Dataset | undefined = dataset;
  while (from) {
    const encryption = from.properties.get("encryption");
    if (typeof encryption === "string") return encryption === "off" ? undefined : from;
    from = state.datasets.get(parentOf(from.name));
  }
  return undefined;
}

/** False while nothing of an encrypted dataset can be read. */
export function isKeyLoaded(state: ZfsState, dataset: Dataset): boolean {
  return encryptionRoot(state, dataset)?.key?.loaded !== false;
}
