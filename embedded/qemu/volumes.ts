import { failure, parameterError } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import { addUnused } from "../lxc/guest-volumes";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Worker } from "../node/task-list";
import { durations } from "../node/durations";
import type { Drive } from "./drive";
import { isCdrom, isCloudinit, newDiskPattern, printDrive, volumesOf, withSize } from "./drive";
import { imageContents, imageSize } from "./images";

/** Bytes of a new drive of cloud-init (PVE::QemuServer::Cloudinit, CLOUDINIT_DISK_SIZE). */
const cloudinitSize = 4 * 1024 * 1024;

/**
 * Makes what a drive asks for: an empty volume, a copy of an image, cloud-init's own, or nothing for a volume that is
 * there (PVE::API2::Qemu, create_disks). Returns the text for the configuration, and the volume that was made.
 */
export function createDisk(
  node: EmbeddedNode,
  vmid: number,
  drive: Drive,
): { readonly text: string; readonly made?: string } {
  if (isCdrom(drive) || drive.file === "none") return { text: printDrive(drive) };
  const from = drive.values.get("import-from");
  drive.values.delete("import-from");
  const asked = /^([^/:\s]+):cloudinit$/.exec(drive.file)?.[1];
  if (asked !== undefined) return createCloudinit(node, vmid, drive, asked);
  const [, storage, gib] = newDiskPattern.exec(drive.file) ?? [];
  if (storage === undefined) {
    const { backend, volname } = node.storages.volume(drive.file);
    return { text: printDrive(withSize(drive, backend.size(volname))) };
  }
  const bytes = from === undefined ? gigabytes(gib) : imageSize(node, from);
  const volid = allocate(node, storage, vmid, "", bytes);
  const content = from === undefined ? undefined : imageContents(node, from);
  if (content !== undefined) {
    const { backend, volname } = node.storages.volume(volid);
    backend.fill(volname, content);
  }
  drive.values.delete("format");
  return { text: printDrive(withSize({ ...drive, file: volid }, bytes)), made: volid };
}

/** The same with the time that it takes, and its lines in the task's log. */
export async function createDiskInTask(
  node: EmbeddedNode,
  vmid: number,
  drive: Drive,
  worker: Worker,
): Promise<{ readonly text: string; readonly made?: string }> {
  const isCopy = drive.values.has("import-from");
  if (isCopy) await worker.takes(durations.copyVolume);
  const result = createDisk(node, vmid, drive);
  if (result.made !== undefined) {
    worker.print(`${drive.key}: successfully created disk '${result.text}'`);
  }
  return result;
}

/** Makes an empty volume for a machine and returns its id. */
export function allocate(
  node: EmbeddedNode,
  storage: string,
  vmid: number,
  name: string,
  bytes: number,
): string {
  const backend = node.storages.backend(node.storages.enabled(storage));
  backend.activate();
  return `${storage}:${backend.allocateNamed(vmid, name, bytes)}`;
}

/** Refuses a storage that may not hold images of machines. */
export function checkImages(node: EmbeddedNode, storage: string): void {
  if (!node.storages.content(node.storages.entry(storage)).includes("images")) {
    throw parameterError({ storage: `storage '${storage}' does not support vm images` });
  }
}

/** Notes the volume of a drive that is a drive no more; cloud-init's is destroyed, as it can be made again. */
export function registerUnused(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  drive: Drive,
): void {
  if (isCloudinit(drive)) {
    if (drive.file.includes(`vm-${vmid}-cloudinit`)) node.storages.free(drive.file);
    return;
  }
  if (isCdrom(drive) || !drive.file.includes(":")) return;
  const { backend, volname } = node.storages.volume(drive.file);
  if (backend.parse(volname).vmid === vmid) addUnused(conf.options, drive.file);
}

/** Destroys an unused volume of the machine's own, unless something still has it. */
export function destroyUnused(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  volid: string,
): void {
  const { backend, volname } = node.storages.volume(volid);
  if (backend.parse(volname).vmid !== vmid) return;
  const sections = [conf, ...conf.snapshots.values()];
  if (sections.some(({ options }) => volumesOf(options).includes(volid))) {
    throw failure(`unable to delete '${volid}' - volume is still in use (snapshot?)`);
  }
  node.storages.free(volid);
}

function createCloudinit(
  node: EmbeddedNode,
  vmid: number,
  drive: Drive,
  storage: string,
): { readonly text: string; readonly made: string } {
  const hasFiles = node.storages.entry(storage).type !== "zfspool";
  const name = `vm-${vmid}-cloudinit${hasFiles ? `.${drive.values.get("format") ?? "qcow2"}` : ""}`;
  const volid = allocate(node, storage, vmid, name, cloudinitSize);
  drive.values.delete("format");
  drive.values.set("media", "cdrom");
  return { text: printDrive({ ...drive, file: volid }), made: volid };
}

function gigabytes(gib = "0"): number {
  return Math.trunc(Number(gib) * 1024) * 1024 * 1024;
}
