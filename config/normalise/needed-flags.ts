import { readManifest } from "../feature-library";
import type { Report } from "../report";
import type { ContainerConfig } from "../types";
import { chainDown } from "./chain";

/**
 * Sets the flags of pct_options that features need and the container says nothing of: those of its own features, and of
 * its layers' features that clones have as well. A flag that it says is left as it is.
 */
export function withNeededFlags(
  container: ContainerConfig,
  all: ReadonlyMap<number, ContainerConfig>,
  report: Report,
): ContainerConfig {
  const { vmid, features, pct_options } = container;
  const inherited = chainDown(container, all)
    .slice(1)
    .flatMap((layer) => layer.features)
    .filter((name) => readManifest(name)?.in_clones === true);
  const added: Record<string, "1"> = {};
  for (const name of new Set([...features, ...inherited])) {
    const needed = readManifest(name)?.needs.pct_options ?? [];
    const missing = needed.filter(
      (flag) => pct_options[flag] === undefined && !Object.hasOwn(added, flag),
    );
    if (missing.length === 0) continue;
    for (const flag of missing) added[flag] = "1";
    const said = missing.map((flag) => `${flag}=1`).join(" and ");
    const message = `says nothing of ${said}, which ${name} needs: it is set all the same`;
    report.warning("lxc", ["lxc_configs", String(vmid), "pct_options"], "feature-needs", message);
  }
  return Object.keys(added).length === 0
    ? container
    : { ...container, pct_options: { ...pct_options, ...added } };
}
