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
  return [...mounted, ...unused];
}

/** Such volumes by their ids. */
export function dataVolumes(container: Pick<Container, "config">): string[] {
  return ownVolumes(container).map(({ volume }) => volume);
}

/** `/data (2G)`, or `unused0 (local-zfs:subvol-950-disk-1)`. */
export function volumeText({ key, volume, target, size }: OwnVolume): string {
  return target === undefined ? `${key} (${volume})` : `${target} (${size ?? volume})`;
}
