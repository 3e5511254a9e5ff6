import type { ConfigSection } from "../../host/guest-config";
import type { Container } from "../../host/inspection";
import { numbered } from "../guest/values";
import { mountPoints } from "./observe";

/** A volume beside the rootfs that holds data of its own. */
export interface OwnVolume {
  /** `mp0` of one that is mounted, `unused0` of one that was detached and kept. */
  readonly key: string;
  readonly volume: string;
  /** Where it is mounted; undefined for one that is not. */
  readonly target?: string;
  /** As Proxmox prints it. */
  readonly size?: string;
}

/** The volumes of a container that are no directories of the node, as its file names them now. */
export function ownVolumes({ config }: Pick<Container, "config">): OwnVolume[] {
  return volumesIn(config.current);
}

/** The same of one section of a container's file, such as a snapshot. */
export function volumesIn({ values }: Pick<ConfigSection, "values">): OwnVolume[] {
  const mounted = mountPoints(values)
    .filter(({ volume }) => !volume.startsWith("/"))
    .map(({ key, volume, target, point: { size } }) => ({
      ...{ key, volume, target },
      ...(typeof size === "string" && { size }),
    }));
  const unused = numbered(values, "unused").map(([key, volume]) => ({ key, volume }));
  return [...mounted, ...unused].sort(byName);
}

/** By the names of the volumes: in this order they get names anew that are in the same order. */
function byName(a: OwnVolume, b: OwnVolume): number {
  return a.volume.localeCompare(b.volume, "en", { numeric: true });
}

/**
 * The ids of volumes that only a snapshot or a change that waits for the next start names: Proxmox VE destroys them with the
 * container as well (PVE/LXC.pm, destroy_lxc_container).
 */
export function hiddenVolumes({ config }: Pick<Container, "config">): string[] {
  const seen = idsOf(volumesIn(config.current));
  const elsewhere = [config.pending, ...Object.values(config.snapshots)].flatMap(volumesIn);
  return [...new Set(idsOf(elsewhere))].filter((volume) => !seen.includes(volume));
}

function idsOf(volumes: readonly OwnVolume[]): string[] {
  return volumes.map(({ volume }) => volume);
}

/** All such volumes by their ids: what is lost with a container. */
export function dataVolumes(container: Pick<Container, "config">): string[] {
  return [...idsOf(ownVolumes(container)), ...hiddenVolumes(container)];
}

/** `/data (2G)`, or `unused0 (local-zfs:subvol-950-disk-1)`. */
export function volumeText({ key, volume, target, size }: OwnVolume): string {
  return target === undefined ? `${key} (${volume})` : `${target} (${size ?? volume})`;
}
