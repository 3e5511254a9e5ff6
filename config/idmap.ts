import type { ContainerConfig } from "./types";

/** First id on the node of an unprivileged container that says nothing else (PVE/LXC.pm, parse_id_maps). */
const usualBase = 100_000;
const usualSize = 65_536;

interface Mapping {
  readonly unprivileged?: boolean;
  readonly lxc_options: readonly string[];
}

/**
 * The id that a container's user or group has on the node; undefined for one that the container cannot have.
 *
 * @param container the container, with `unprivileged` as it is in truth, which a clone takes over from its source
 */
export function hostId(
  kind: "u" | "g",
  id: number,
  { unprivileged, lxc_options }: Mapping,
): number | undefined {
  const lines = lxc_options.flatMap((option) => {
    const [, whose, inside, outside, size] =
      /^lxc\.idmap: ([ug]) (\d+) (\d+) (\d+)$/.exec(option) ?? [];
    return whose === kind
      ? [{ inside: Number(inside), outside: Number(outside), size: Number(size) }]
      : [];
  });
  if (unprivileged === false) return id;
  const usual = { inside: 0, outside: usualBase, size: usualSize };
  const range = (lines.length > 0 ? lines : [usual]).find(
    ({ inside, size }) => id >= inside && id < inside + size,
  );
  return range === undefined ? undefined : id - range.inside + range.outside;
}

/** Whether root in a container is an ordinary user on the node: as it says, as its source is, and otherwise it is. */
export function isUnprivileged(
  container: ContainerConfig,
  containers: ReadonlyMap<number, ContainerConfig>,
): boolean {
  const seen = new Set<ContainerConfig>();
  for (let each: ContainerConfig | undefined = container; each && !seen.has(each);) {
    if (each.unprivileged !== undefined) return each.unprivileged;
    seen.add(each);
    each = containers.get(each.clone_from_ctid ?? NaN);
  }
  return true;
}
