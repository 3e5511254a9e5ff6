import { failure } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";
import type { MountPoint } from "./mount-point";
import { mountPointsOf, newVolumePattern, newVolumeRequest, printMountPoint } from "./mount-point";

/** Makes the volume that a mount point asks for with `STORAGE:SIZE`; returns the option to store. */
export function createVolume(node: EmbeddedNode, vmid: number, point: MountPoint): string {
  if (point.type !== "volume" || !newVolumePattern.test(point.volume)) {
    return printMountPoint(point);
  }
  const { storage, bytes } = newVolumeRequest(point.volume);
  const entry = node.storages.enabled(storage);
  const backend = node.storages.backend(entry);
  backend.activate();
  point.volume = `${storage}:${backend.allocate(vmid, bytes)}`;
  point.size = bytes;
  return printMountPoint(point);
}

/** Refuses a storage that may not hold containers. */
export function checkContainerContent(node: EmbeddedNode, point: MountPoint): void {
  if (point.type !== "volume") return;
  const [storage = ""] = point.volume.split(":");
  if (!node.storages.content(node.storages.entry(storage)).includes("rootdir")) {
    throw failure(`storage '${storage}' does not allow content type 'rootdir' (Container)`);
  }
}

/** Notes a volume that is mounted no more, so that it is not lost. */
export function addUnused(options: Map<string, string>, volume: string): void {
  const unused = [...options].filter(([key]) => /^unused\d+$/.test(key));
  if (unused.some(([, value]) => value === volume)) return;
  let number = 0;
  while (options.has(`unused${number}`)) number += 1;
  options.set(`unused${number}`, volume);
}

/** True where another option of the section mounts the volume. */
export function usesVolume(
  options: ReadonlyMap<string, string>,
  volume: string,
  except?: string,
): boolean {
  return mountPointsOf(options).some((point) => point.volume === volume && point.key !== except);
}

/** Destroys a volume of the guest's own; one of another guest is left alone. */
export function destroyVolume(node: EmbeddedNode, vmid: number, volid: string): void {
  const { backend, volname } = node.storages.volume(volid);
  if (backend.parse(volname).vmid === vmid) node.storages.free(volid);
}
