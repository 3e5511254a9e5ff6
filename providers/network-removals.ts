import type { Bag } from "./lifecycle";
import type { NetworkSpec } from "./network-schema";

type Table = Record<string, Bag>;

/**
 * Settings that were declared and are no more are taken away; they are null then. What an interface cannot be without,
 * and whatever follows from its other settings, is left to Proxmox VE.
 */
export function withRemovedSettings(spec: NetworkSpec, olds: Bag): NetworkSpec {
  return {
    ...spec,
    interfaces: merged(spec.interfaces, olds["interfaces"], removable),
    running: merged(spec.running, olds["running"], removableFromKernel),
  } as NetworkSpec;
}

const removable = [
  ...["cidr", "gateway", "cidr6", "gateway6", "mtu", "comments", "bridge_ports"],
  ...["bridge_vlan_aware", "bridge_vids", "bond-primary", "bond_xmit_hash_policy"],
];

/** A size and a policy that nobody declares are the kernel's own business. */
const removableFromKernel = [
  ...["cidr", "gateway", "cidr6", "gateway6", "bridge_ports", "bridge_vlan_aware"],
];

function merged(now: Table, before: Bag[string], keys: readonly string[]): Table {
  const old = (typeof before === "object" && before !== null ? before : {}) as Record<
    string,
    Bag | null | undefined
  >;
  return Object.fromEntries(
    Object.entries(now).map(([name, wanted]) => {
      const gone = keys.filter((key) => {
        const was = old[name]?.[key];
        return wanted[key] === undefined && was !== undefined && was !== null;
      });
      return [name, { ...wanted, ...Object.fromEntries(gone.map((key) => [key, null])) }];
    }),
  );
}
