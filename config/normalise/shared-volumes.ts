import type { HypervisorDocument } from "../documents/hypervisor";
import { originOf, withOrigin } from "../origin";
import type { BindMountConfig, ContainerConfig, DatasetConfig, SharedVolumeConfig } from "../types";
import { without } from "./without";

type ZfsVolumes = HypervisorDocument["shared_zfs_volumes"];

/** The folders that several containers see, those that are datasets as well. */
export function sharedVolumes(
  folders: HypervisorDocument["shared_volumes"],
  datasets: ZfsVolumes,
): SharedVolumeConfig[] {
  const plain = Object.entries(without(folders ?? {}, ["firewall"])).map(([name, volume]) =>
    withOrigin({ name, ...volume, mounts: volume.mounts ?? {} }, "hypervisor", [
      "shared_volumes",
      name,
    ]),
  );
  const own = Object.entries(datasets ?? {}).map(([name, { pool, size_gb, ...volume }]) =>
    withOrigin(
      { name, host_path: `/${pool}/${name}`, ...volume, mounts: volume.mounts ?? {} },
      "hypervisor",
      ["shared_zfs_volumes", name],
    ),
  );
  return [...plain, ...own];
}

/** The datasets that shared_zfs_volumes declare. */
export function sharedDatasets(volumes: ZfsVolumes): DatasetConfig[] {
  return Object.entries(volumes ?? {}).map(([name, { pool, size_gb }]) =>
    withOrigin(
      { name: `${pool}/${name}`, pool, properties: { quota: `${size_gb}G` } },
      "hypervisor",
      ["shared_zfs_volumes", name],
    ),
  );
}

/** A container with the shared volumes that it sees among its bind mounts. */
export function withSharedVolumes(
  container: ContainerConfig,
  volumes: readonly SharedVolumeConfig[],
): ContainerConfig {
  const vmid = String(container.vmid);
  const shared = volumes.flatMap((volume): BindMountConfig[] => {
    const { host_path, mounts, read_only } = volume;
    const container_path = mounts[vmid];
    if (container_path === undefined) return [];
    const { kind, path } = originOf(volume, { kind: "hypervisor", path: [] });
    const mount = { host_path, container_path, ...(read_only !== undefined && { read_only }) };
    return [withOrigin(mount, kind, [...path, "mounts", vmid])];
  });
  if (shared.length === 0) return container;
  return { ...container, mount_points: [...container.mount_points, ...shared] };
}
