import { interfacesFile, type Network } from "../host/network";
import { compare, show } from "./compare";
import type { Bag, Lifecycle } from "./lifecycle";
import { applyGuarded, confirmEarlier } from "./network-guard";
import { movedAddress } from "./network-moved";
import { observeFile, observeRunning, settingsOf } from "./network-observe";
import { networkRefusals } from "./network-refuse";
import { withRemovedSettings } from "./network-removals";
import { networkSchema, type NetworkSpec } from "./network-schema";
import { writePending } from "./network-write";

const parts = ["network"] as const;

/**
 * The node's interfaces are one resource, because they stand on each other and are applied in one step. Interfaces that
 * nobody declares are left alone, and one that is not declared any more stays as it is.
 */
export const networkLifecycle: Lifecycle<NetworkSpec, Network, (typeof parts)[number]> = {
  kind: "network",
  parts,
  schema: networkSchema,
  id: () => interfacesFile,
  find: ({ network }) => network,
  observe: (live, spec) => ({
    interfaces: observeFile(spec, settingsOf(live.file, live)),
    running: observeRunning(spec, live),
    rollback: live.isRollbackPending ? "pending" : "none",
  }),
  refuse: ({ spec, inspection: { network } }) => networkRefusals(spec, network),
  withRemovals: withRemovedSettings,
  async converge({ spec, inspection: { network }, context: { host } }) {
    if (network.isRollbackPending) return confirmEarlier(host);
    const live = settingsOf(network.file, network);
    const address = movedAddress(spec, live, host.addresses);
    const sha256 = await writePending(host, spec, network);
    await applyGuarded(host, {
      ...{ sha256, address, seconds: spec.rollbackSeconds },
      what: changes(spec, network),
    });
    if (address === undefined) return;
    console.log(
      `network: the node is at ${address} now. The next run has to look for it there: set phoenix:endpoint ` +
        `(and phoenix:sshHost, where it is set) to ${address}.`,
    );
  },
};

/** What differs, interface by interface. */
function changes(spec: NetworkSpec, network: Network): string {
  const live = observeFile(spec, settingsOf(network.file, network));
  const told = Object.entries(spec.interfaces).flatMap(([name, wanted]) => {
    const found = live[name];
    if (found === null || found === undefined) return [`${name} (new)`];
    return compare(wanted, found).map(
      ({ property, want, live: now }) => `${name}: ${property} ${text(now)} => ${text(want)}`,
    );
  });
  return told.length === 0 ? "what the file says, which is not in force" : told.join(", ");
}

function text(value: Bag[string]): string {
  if (value === undefined || value === null) return "none";
  return Array.isArray(value) ? value.join(" ") || "none" : show(value);
}
