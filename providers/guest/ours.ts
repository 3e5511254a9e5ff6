import type { Guest } from "../../host/inspection";
import { bearsMark, markOf } from "./mark";

interface Named {
  readonly vmid: number;
  readonly owner: string;
}

/**
 * The guest that something is to be done in or to.
 *
 * @throws Error with what was to be done, where the guest is not there or does not bear our mark
 */
export function ourGuest(
  guests: ReadonlyMap<number, Guest>,
  { vmid, owner }: Named,
  task: string,
): Guest {
  const guest = guests.get(vmid);
  if (guest === undefined) throw new Error(`Unable to ${task}: it is not there`);
  if (!bearsMark(guest.config, markOf(owner, vmid))) {
    throw new Error(`Unable to ${task}: it is not ours`);
  }
  return guest;
}
