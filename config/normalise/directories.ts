import { hostId, isUnprivileged } from "../idmap";
import { originOf, withOrigin } from "../origin";
import type {
  ContainerConfig,
  DirectoryConfig,
  SambaShareConfig,
  SharedVolumeConfig,
} from "../types";

type Owned = Pick<SharedVolumeConfig, "owner_uid" | "owner_gid">;

const usualMode = "0755";

/** The folders of the node that the configuration declares in several places, each with where it stands. */
export function declaredDirectories(
  volumes: readonly SharedVolumeConfig[],
  containers: readonly ContainerConfig[],
  shares: readonly SambaShareConfig[],
): DirectoryConfig[] {
  const byVmid = new Map(containers.map((container) => [container.vmid, container]));
  const shared = volumes.map((volume) => {
    const { host_path, mounts, owner, mode = usualMode } = volume;
    const [first] = Object.keys(mounts).flatMap((vmid) => byVmid.get(Number(vmid)) ?? []);
    const whose = owner === undefined ? ownerOf(volume, first, byVmid) : withGroup(owner);
    return from(volume, { path: plain(host_path), owner: whose, mode });
  });
  const bound = containers.flatMap((container) =>
    container.mount_points
      .filter(({ owner_uid, owner_gid }) => owner_uid !== undefined || owner_gid !== undefined)
      .map((mount) =>
        from(mount, { path: plain(mount.host_path), owner: ownerOf(mount, container, byVmid) }),
      ),
  );
  const served = shares.map((share) => {
    const { path, owner, mode } = share;
    return from(share, { path, owner, mode });
  });
  return [...shared, ...bound, ...served].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `UID:GID` on the node of an owner whom a container names. */
export function ownerOf(
  { owner_uid = 0, owner_gid = 0 }: Owned,
  container: ContainerConfig | undefined,
  containers: ReadonlyMap<number, ContainerConfig>,
): string {
  const unprivileged = container === undefined || isUnprivileged(container, containers);
  const mapping = { unprivileged, lxc_options: container?.lxc_options ?? [] };
  // What has no id on the node is refused by a rule.
  const uid = hostId("u", owner_uid, mapping) ?? owner_uid;
  const gid = hostId("g", owner_gid, mapping) ?? owner_gid;
  return `${uid}:${gid}`;
}

/** A user alone stands for the group of the same name as well. */
function withGroup(owner: string): string {
  return owner.includes(":") ? owner : `${owner}:${owner}`;
}

function plain(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
}

function from(declaring: object, directory: DirectoryConfig): DirectoryConfig {
  const { kind, path } = originOf(declaring, { kind: "hypervisor", path: [] });
  return withOrigin(directory, kind, path);
}
