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
  const { values } = config.current;
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
  const seen = new Set([
    ...ownVolumes({ config }).map(({ volume }) => volume),
    ...mountPoints(config.current.values).map(({ volume }) => volume),
  ]);
  const elsewhere = [config.pending, ...Object.values(config.snapshots)].flatMap(({ values }) => [
    ...mountPoints(values)
      .filter(({ key }) => key !== "rootfs")
      .map(({ volume }) => volume),
    ...numbered(values, "unused").map(([, volume]) => volume),
  ]);
  return [...new Set(elsewhere)].filter((volume) => !volume.startsWith("/") && !seen.has(volume));
}

/** All such volumes by their ids: what is lost with a container. */
export function dataVolumes(container: Pick<Container, "config">): string[] {
  return [...ownVolumes(container).map(({ volume }) => volume), ...hiddenVolumes(container)];
}

/** `/data (2G)`, or `unused0 (local-zfs:subvol-950-disk-1)`. */
export function volumeText({ key, volume, target, size }: OwnVolume): string {
  return target === undefined ? `${key} (${volume})` : `${target} (${size ?? volume})`;
}
