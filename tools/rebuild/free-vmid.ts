import { ApiError } from "../../host/errors";
import type { Host } from "../../host/host";
import type { Rebuild } from "./rebuild";

/**
 * The containers that keep the volumes of those that are made anew, by the vmid of these: those that do already, or
 * free numbers of the cluster. `taken` are the declared ones and those of this node.
 */
export async function keepersOf(
  { api }: Host,
  rebuilds: readonly Rebuild[],
  taken: ReadonlySet<number>,
): Promise<ReadonlyMap<number, number>> {
  const keepers = new Map<number, number>();
  const chosen = new Set(taken);
  for (const { config, volumes, holders } of rebuilds) {
    const known = holders[0]?.container.vmid;
    if (volumes.length === 0) continue;
    const vmid = known ?? (await freeVmid(api, chosen));
    chosen.add(vmid);
    keepers.set(config.vmid, vmid);
  }
  return keepers;
}

/** The lowest number that nobody has: those of other nodes are known to the cluster alone. */
async function freeVmid(api: Host["api"], taken: ReadonlySet<number>): Promise<number> {
  const first = Number(await api.request("GET", "/cluster/nextid"));
  for (let vmid = first; ; vmid += 1) {
    if (taken.has(vmid)) continue;
    try {
      await api.request("GET", "/cluster/nextid", { vmid });
      return vmid;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 400)) throw error;
    }
  }
}
