import type { ContainerConfig } from "../../config/types";
import type { Container } from "../../host/inspection";
import { isOutdated } from "../../providers/guest/content";
import { bearsMark, markOf } from "../../providers/guest/mark";
import { dataVolumes } from "../../providers/container/remove";

/** A container that shall be made anew. */
export interface Rebuild {
  readonly config: ContainerConfig;
  readonly live: Container;
}

/** What is known of the guests of a configuration and of its host. */
export interface Known {
  /** All declared containers. */
  readonly containers: readonly ContainerConfig[];
  /** Those on the host. */
  readonly live: ReadonlyMap<number, Container>;
  /** The fingerprint of what clones of each hold, as declared. */
  readonly contents: ReadonlyMap<number, string>;
  /** `PROJECT+STACK`. */
  readonly owner: string;
  /** Whether the stack gives nothing away. */
  readonly isProtected: boolean;
}

/**
 * What making some containers anew takes: themselves, and the layers below them that are outdated, in the order in
 * which they are made; and why it cannot be done.
 */
export function planRebuild(
  wanted: readonly ContainerConfig[],
  known: Known,
): { readonly rebuilds: readonly Rebuild[]; readonly refusals: readonly string[] } {
  const { containers, live, contents } = known;
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
  const there = new Set(ordered.map(({ vmid }) => vmid));
  return {
    rebuilds: ordered.flatMap((config) => {
      const found = live.get(config.vmid);
      return found === undefined ? [] : [{ config, live: found }];
    }),
    refusals: ordered.flatMap((config) => refusalsOf(config, there, known)),
  };

  function below({ clone_from_ctid }: ContainerConfig): ContainerConfig | undefined {
    return clone_from_ctid === undefined ? undefined : byVmid.get(clone_from_ctid);
  }
}

function refusalsOf(
  { vmid, name, protect }: ContainerConfig,
  rebuilt: ReadonlySet<number>,
  { live, owner, isProtected }: Known,
): string[] {
  const title = `${vmid} ${name}`;
  const found = live.get(vmid);
  if (found === undefined) return [`${title} is not on the host: npm run up -- ${vmid} makes it`];
  const volumes = dataVolumes(found);
  const linked = [...live.values()].filter(
    (other) =>
      !rebuilt.has(other.vmid) &&
      (other.config.current.values["rootfs"] ?? "").includes(`:base-${vmid}-disk-`),
  );
  return [
    ...(bearsMark(found.config, markOf(owner, vmid)) ? [] : [`${title} is not this stack's`]),
    ...(isProtected || protect === true ? [`${title} is protected`] : []),
    ...(volumes.length > 0
      ? [
          `${title} has volumes that would go with it: ${volumes.join(", ")}, so that it is not made anew`,
        ]
      : []),
    ...linked.map((other) => `${title} shares its disk with its linked clone ${other.vmid}`),
  ];
}

/** The plan in words. */
export function planLines(rebuilds: readonly Rebuild[]): string[] {
  const lines = rebuilds.map(({ config }) => {
    const { vmid, name, clone_from_ctid, ostemplate = "", features, storage_size_gb } = config;
    const source = clone_from_ctid === undefined ? ostemplate : `clone of ${clone_from_ctid}`;
    const installed = features.length > 0 ? `, with ${features.join(", ")}` : "";
    const snapshot = config.template_snapshot_name;
    const taken = snapshot === undefined ? "" : `, then its snapshot ${snapshot}`;
    return `  ${vmid} ${name}: a ${source} of ${storage_size_gb} GiB${installed}${taken}`;
  });
  return [
    "To be destroyed and made anew, in this order; what else their file systems hold is lost:",
    ...lines,
  ];
}
