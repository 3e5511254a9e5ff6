import type { Rights } from "../access/rights";
import { failure, messageOf } from "../api/api-error";
import type { GuestConf, GuestSection } from "../conf/guest-conf";
import { emptyGuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { addToPool, reserve } from "./create";
import { filesOf } from "./guest-files";
import { warnOfSystemd } from "./guest-setup";
import { checkBridge } from "./modify-permissions";
import type { MountPoint } from "./mount-point";
import { isMountKey, mountPointsOf, printMountPoint } from "./mount-point";
import { isNetworkKey, renewHardwareAddress } from "./network";

export interface CloneRequest {
  readonly vmid: number;
  readonly newid: number;
  readonly snapname: string | undefined;
  readonly full: boolean | undefined;
  readonly storage: string | undefined;
  readonly hostname: string | undefined;
  readonly description: string | undefined;
  readonly pool: string | undefined;
}

/** A clone whose locks are set and whose configuration exists; only the volumes are to be copied. */
export interface PreparedClone extends CloneRequest {
  readonly points: readonly MountPoint[];
  readonly linked: boolean;
  readonly wasRunning: boolean;
}

/**
 * What clone_vm does before it answers: the source is locked `disk`, the target exists with lock `create`. A refusal
 * leaves neither.
 */
export function prepareClone(
  node: EmbeddedNode,
  rights: Rights,
  request: CloneRequest,
): PreparedClone {
  const { vmid, newid } = request;
  const source = node.configs.load(vmid);
  checkLock(source);
  node.configs.checkUnused(newid);
  setLock(node, vmid, "disk");
  try {
    reserve(node, newid);
    const section = sectionOf(source, request.snapname);
    const linked = !(request.full ?? !isTemplate(source));
    if (request.storage !== undefined && linked) {
      throw failure("parameter 'storage' not allowed for linked clones");
    }
    // Perl visits them in hash order; here mount points come before the rootfs, so that a clone's disk numbers differ
    // from its source's, as they may there.
    const points = mountPointsOf(section.options).sort((a, b) => (a.key < b.key ? -1 : 1));
    const wasRunning = node.running.has(vmid);
    checkPoints(node, rights, points, request, { linked, wasRunning });
    for (const [key, value] of section.options) {
      if (isNetworkKey(key)) checkBridge(rights, value);
    }
    node.configs.save(newid, targetConf(node, section, request));
    copyFirewall(node, vmid, newid);
    return { ...request, points, linked, wasRunning };
  } catch (error) {
    setLock(node, vmid, undefined);
    removeTarget(node, newid);
    throw error;
  }
}

/** The work of a `vzclone` task. The source is unlocked however it ends; a failure removes the target. */
export async function copyVolumes(
  node: EmbeddedNode,
  clone: PreparedClone,
  worker: Worker,
): Promise<void> {
  const { vmid, newid } = clone;
  worker.print(`creating a clone of container ${vmid} with ID ${newid}`);
  const made: string[] = [];
  try {
    if (node.running.has(vmid) !== clone.wasRunning) throw failure("unexpected state change");
    for (const point of clone.points) {
      const volid = await copyVolume(node, clone, point, worker);
      made.push(volid);
      const option = printMountPoint({ ...point, volume: volid });
      node.configs.edit(newid, (conf) => void conf.options.set(point.key, option));
    }
    if (clone.pool !== undefined) addToPool(node, newid, clone.pool);
    const { options } = node.configs.load(newid);
    const files = filesOf(node, newid, options);
    if (files.exists("/etc/machine-id")) files.write("/etc/machine-id", "");
    warnOfSystemd(worker, files, options);
  } catch (error) {
    setLock(node, vmid, undefined);
    for (const volid of made) node.storages.free(volid);
    removeTarget(node, newid);
    throw failure(`clone failed: ${messageOf(error)}`);
  }
  setLock(node, vmid, undefined);
  setLock(node, newid, undefined);
}

async function copyVolume(
  node: EmbeddedNode,
  clone: PreparedClone,
  point: MountPoint,
  worker: Worker,
): Promise<string> {
  const { newid, snapname } = clone;
  const source = node.storages.volume(point.volume);
  if (clone.linked) {
    worker.print(`create linked clone of mount point ${point.key} (${point.volume})`);
    await worker.takes(durations.linkVolume);
    return `${source.storage}:${source.backend.clone(source.volname, newid)}`;
  }
  worker.print(`create full clone of mountpoint ${point.key} (${point.volume})`);
  const storage = clone.storage ?? source.storage;
  const backend = node.storages.backend(node.storages.enabled(storage));
  backend.activate();
  const volname = backend.allocate(newid, point.size ?? 0);
  try {
    await worker.takes(durations.copyVolume);
    backend.fill(volname, source.backend.contents(source.volname, snapname));
  } catch (error) {
    backend.free(volname);
    throw error;
  }
  return `${storage}:${volname}`;
}

function sectionOf(source: GuestConf, snapname: string | undefined): GuestSection {
  if (snapname === undefined) return source;
  const snapshot = source.snapshots.get(snapname);
  if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  return snapshot;
}

function checkPoints(
  node: EmbeddedNode,
  rights: Rights,
  points: readonly MountPoint[],
  { snapname, storage }: CloneRequest,
  { linked, wasRunning }: { linked: boolean; wasRunning: boolean },
): void {
  for (const { key, type, volume } of points) {
    if (type !== "volume") throw failure(`unable to clone mountpoint '${key}' (type ${type})`);
    const source = node.storages.volume(volume);
    const target = storage ?? source.storage;
    node.storages.entry(target);
    rights.require(`/storage/${target}`, ["Datastore.AllocateSpace"]);
    if (linked && !source.backend.has("clone", source.volname, snapname)) {
      throw failure(`Linked clone feature for '${volume}' is not available`);
    }
    if (!linked && wasRunning && snapname === undefined) {
      throw failure("Full clone of a running container is only possible from a snapshot");
    }
  }
}

const notCopied = new Set(["parent", "snaptime", "snapstate", "template", "lock"]);

/** The clone's configuration without its volumes, which come as they are copied. */
function targetConf(node: EmbeddedNode, section: GuestSection, request: CloneRequest): GuestConf {
  const conf = emptyGuestConf();
  for (const [key, value] of section.options) {
    if (notCopied.has(key) || /^unused\d+$/.test(key) || isMountKey(key)) continue;
    conf.options.set(key, isNetworkKey(key) ? renewHardwareAddress(node, value) : value);
  }
  conf.lxc.push(...section.lxc);
  if (request.hostname) conf.options.set("hostname", request.hostname);
  if (request.description) conf.options.set("description", request.description);
  conf.options.set("lock", "create");
  return conf;
}

function setLock(node: EmbeddedNode, vmid: number, lock: string | undefined): void {
  if (!node.configs.exists(vmid)) return;
  node.configs.edit(vmid, (conf) => {
    if (lock === undefined) conf.options.delete("lock");
    else conf.options.set("lock", lock);
  });
}

function removeTarget(node: EmbeddedNode, vmid: number): void {
  node.configs.remove(vmid);
  node.files.remove(firewallFile(vmid));
}

function copyFirewall(node: EmbeddedNode, from: number, to: number): void {
  const rules = node.files.readText(firewallFile(from));
  if (rules !== undefined) node.files.write(firewallFile(to), rules, { mode: 0o640, gid: 33 });
}

/** The firewall file of a guest. */
export function firewallFile(vmid: number): string {
  return `/etc/pve/firewall/${vmid}.fw`;
}
