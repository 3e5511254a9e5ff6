import type { ContainerConfig } from "../../config/types";
import { isOutdated } from "../../providers/guest/content";
import { holdersOf } from "../../providers/container/holder";
import { ownVolumes } from "../../providers/container/own-volumes";
import type { Known, Rebuild } from "./rebuild";
import { refusalsOf } from "./refusals";

/**
 * What making some containers anew takes: themselves, and the layers below them that are outdated, in the order in
 * which they are made; and why it cannot be done.
 */
export function planRebuild(
  wanted: readonly ContainerConfig[],
  known: Known,
): { readonly rebuilds: readonly Rebuild[]; readonly refusals: readonly string[] } {
  const { containers, live, contents, owner } = known;
  const byVmid = new Map(containers.map((each) => [each.vmid, each]));
  const all = new Set(wanted);
  for (const container of wanted) {
    for (let layer = below(container); layer !== undefined; layer = below(layer)) {
      const found = live.get(layer.vmid);
      const content = contents.get(layer.clone_from_ctid ?? 0);
      if (found !== undefined && isOutdated(content, found.config)) all.add(layer);
    }
  }
  const depth = (container: ContainerConfig): number => {
    const layer = below(container);
    return layer === undefined ? 0 : depth(layer) + 1;
  };
  const ordered = [...all].sort((a, b) => depth(a) - depth(b) || a.vmid - b.vmid);
  const rebuilds = ordered.map((config): Rebuild => {
    const found = live.get(config.vmid);
    const holders = holdersOf(live, owner, config.vmid);
    if (found === undefined) return { config, volumes: [], holders };
    return { config, live: found, volumes: ownVolumes(found), holders };
  });
  const made = new Set(ordered.map(({ vmid }) => vmid));
  return {
    rebuilds,
    refusals: rebuilds.flatMap((each) => refusalsOf(each, below(each.config), made, known)),
  };

  function below({ clone_from_ctid }: ContainerConfig): ContainerConfig | undefined {
    return clone_from_ctid === undefined ? undefined : byVmid.get(clone_from_ctid);
  }
}
