import type { Knowledge } from "../../../config/cross";
import type { RuleId } from "../../../config/rule-catalogue";
import type { Inventory } from "../inventory";

/** A change to the faultless inventory, and the one finding that it must give. */
export interface RuleCase {
  readonly rule: RuleId;
  readonly title: string;
  readonly severity: "error" | "warning";
  readonly change: (inventory: Required<Inventory>) => void;
  /** File and path of the finding. */
  readonly at: string;
  /** A part of the message. */
  readonly says: RegExp;
  readonly knowledge?: Knowledge;
  /** Further rules that the same mistake breaks. */
  readonly also?: readonly RuleId[];
}

/** A change that comes near a rule without breaking any. */
export interface HarmlessCase {
  readonly rule: RuleId;
  readonly title: string;
  readonly change: (inventory: Required<Inventory>) => void;
  readonly knowledge?: Knowledge;
}

/** An entry of lxc_configs in a test's inventory. */
export function guest(inventory: Required<Inventory>, vmid: number) {
  const container = inventory.lxc["lxc_configs"]?.[String(vmid)];
  if (!container) throw new Error(`the inventory has no container ${vmid}`);
  return container;
}

/** Sets members of an object that is known to be there. */
export function set(target: object | undefined, members: object): void {
  if (!target) throw new Error("there is nothing to change");
  Object.assign(target, members);
}
