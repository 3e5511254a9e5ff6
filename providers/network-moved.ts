import type { InterfaceSettings } from "../host/interface-settings";
import type { NetworkSpec } from "./network-schema";

/**
 * Where the node is to be found after the change, where it is the very address of our connections that changes;
 * undefined where they stay.
 */
export function movedAddress(
  { interfaces }: NetworkSpec,
  live: ReadonlyMap<string, InterfaceSettings>,
  addresses: readonly string[],
): string | undefined {
  for (const [name, wanted] of Object.entries(interfaces)) {
    for (const key of ["cidr", "cidr6"] as const) {
      const [before] = live.get(name)?.[key]?.split("/") ?? [];
      const [after] = wanted[key]?.split("/") ?? [];
      const isOurs = before !== undefined && addresses.includes(before);
      if (isOurs && after !== undefined && after !== before) return after;
    }
  }
  return undefined;
}
