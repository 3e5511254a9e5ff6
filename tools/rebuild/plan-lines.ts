import { volumeText, type OwnVolume } from "../../providers/container/own-volumes";
import type { Rebuild } from "./rebuild";
import type { Prepared } from "./run";

/** The plan in words. */
export function planLines({ rebuilds, keepers }: Prepared): string[] {
  return [
    "To be destroyed and made anew, in this order; data volumes are carried over, and what else their file systems hold is lost:",
    ...rebuilds.flatMap((rebuild) => [madeLine(rebuild), ...volumeLines(rebuild, keepers)]),
  ];
}

function madeLine({ config, live }: Rebuild): string {
  const { vmid, name, clone_from_ctid, ostemplate = "", features, storage_size_gb } = config;
  const source = clone_from_ctid === undefined ? ostemplate : `clone of ${clone_from_ctid}`;
  const installed = features.length > 0 ? `, with ${features.join(", ")}` : "";
  const snapshot = config.template_snapshot_name;
  const taken = snapshot === undefined ? "" : `, then its snapshot ${snapshot}`;
  const absent = live === undefined ? "; it is not there now" : "";
  return `  ${vmid} ${name}: a ${source} of ${storage_size_gb} GiB${installed}${taken}${absent}`;
}

function volumeLines(
  { config, volumes, holders }: Rebuild,
  keepers: ReadonlyMap<number, number>,
): string[] {
  const all: [OwnVolume, number | undefined][] = [
    ...volumes.map((each): [OwnVolume, number | undefined] => [each, keepers.get(config.vmid)]),
    ...holders.flatMap(({ container, volumes: kept }) =>
      kept.map((each): [OwnVolume, number] => [each, container.vmid]),
    ),
  ];
  const declared = new Set(config.volumes.map(({ mount_point }) => mount_point));
  return all.map(([volume, place]) => {
    const isBack = volume.target === undefined || declared.has(volume.target);
    const then = isBack ? "and comes back" : "and stays there: it is not declared";
    return `      its volume ${volumeText(volume)} is kept by container ${place ?? "?"} ${then}`;
  });
}
