import { failure, messageOf } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { checkLock, checkProtection, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { checkDigest } from "./config-endpoints";
import { usesVolume } from "./guest-volumes";
import { hotplugPending } from "./hotplug";
import { parseMountPoint, printMountPoint, type MountPoint } from "./mount-point";
import { applyPending, stageChange } from "./pending";

/** A volume that another container is to have. */
export interface Reassignment {
  readonly vmid: number;
  /** `mp0`, `unused0` … */
  readonly key: string;
  readonly target: number;
  readonly targetKey: string;
  /** What the two files have to be. */
  readonly digest: string | undefined;
  readonly targetDigest: string | undefined;
}

const unusedPattern = /^unused\d+$/;

/** Everything that Proxmox refuses, before it answers and again in the task; the volume id where it does not. */
export function checkReassignment(
  node: EmbeddedNode,
  wanted: Reassignment,
): { source: GuestConf; target: GuestConf; volume: string } {
  const { vmid, key, target: targetVmid, targetKey } = wanted;
  if (key === "rootfs" || targetKey === "rootfs") throw failure("Cannot move to/from 'rootfs'");
  if (unusedPattern.test(key) && !unusedPattern.test(targetKey)) {
    throw failure("Moving an unused volume to a used one is not possible");
  }
  for (const each of [vmid, targetVmid]) {
    if (!node.configs.all().includes(each)) throw failure(`could not find CT ${each}`);
  }
  const source = node.configs.load(vmid);
  checkLock(source);
  const target = targetVmid === vmid ? source : node.configs.load(targetVmid);
  checkLock(target);
  if (isTemplate(source) || isTemplate(target)) {
    throw failure("Can't move volumes from or to template CT");
  }
  checkDigestOf(vmid, source, wanted.digest);
  checkDigestOf(targetVmid, target, wanted.targetDigest);
  const text = source.options.get(key);
  if (text === undefined) {
    throw failure(`volume '${key}' for container '${vmid}' does not exist`);
  }
  if (target.options.has(targetKey)) {
    throw failure(
      `Target volume key '${targetKey}' is already in use for container '${targetVmid}'`,
    );
  }
  checkVolume(node, wanted, source, text);
  checkProtection(target, `cannot assign a volume to target CT ${targetVmid}`);
  return { source, target, volume: volumeOf(key, text) };
}

/** The work of the task: the volume is renamed, leaves the one file and then enters the other. */
export function reassign(node: EmbeddedNode, wanted: Reassignment, worker: Worker): void {
  const { vmid, key, target: targetVmid, targetKey } = wanted;
  const { source, target, volume } = checkReassignment(node, wanted);
  const text = source.options.get(key) ?? "";
  worker.print(`moving volume '${key}' from container '${vmid}' to '${targetVmid}'`);
  const { backend, volname, storage } = node.storages.volume(volume);
  backend.activate();
  const renamed = `${storage}:${backend.rename(volname, targetVmid)}`;
  source.options.delete(key);
  worker.print(`removing volume '${key}' from container '${vmid}' config`);
  node.configs.save(vmid, source);
  if (unusedPattern.test(targetKey)) target.options.set(targetKey, renamed);
  else {
    const point: MountPoint = { ...parseMountPoint(key, text), key: targetKey, volume: renamed };
    attach(node, targetVmid, target, targetKey, printMountPoint(point), worker);
  }
  node.configs.save(targetVmid, target);
  worker.print(`target container '${targetVmid}' updated with '${targetKey}'`);
}

/** As a change of the configuration would: at once where the container is stopped, and by hotplug where it runs. */
function attach(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  text: string,
  worker: Worker,
): void {
  const change = { values: new Map([[key, text]]), deletes: [], reverts: [] };
  const touched = stageChange(node, vmid, conf, change);
  const errors = node.running.has(vmid)
    ? hotplugPending(node, vmid, conf, touched, () => {
        node.configs.save(vmid, conf);
      })
    : applyPending(node, vmid, conf);
  for (const error of Object.values(errors)) worker.warn(error.trim());
}

function checkVolume(
  node: EmbeddedNode,
  { vmid, key }: Reassignment,
  source: GuestConf,
  text: string,
): void {
  const volume = volumeOf(key, text);
  if ([...source.snapshots.values()].some(({ options }) => usesVolume(options, volume))) {
    throw failure("Cannot move volume used by a snapshot to another container");
  }
  // A directory of the node is on no storage, which is what PVE asks first.
  if (volume.startsWith("/") || !canRename(node, volume)) {
    throw failure("Storage does not support moving of this disk to another container");
  }
  if (node.running.has(vmid) && !unusedPattern.test(key)) {
    throw failure(
      "Cannot move in-use volume while the source CT is running - detach or shutdown first",
    );
  }
}

function canRename(node: EmbeddedNode, volume: string): boolean {
  const { backend, volname } = node.storages.volume(volume);
  return backend.has("rename", volname);
}

function volumeOf(key: string, text: string): string {
  return unusedPattern.test(key) ? text : parseMountPoint(key, text).volume;
}

function checkDigestOf(vmid: number, { digest }: GuestConf, expected: string | undefined): void {
  try {
    checkDigest(digest, expected);
  } catch (error) {
    throw failure(`Container ${vmid}: ${messageOf(error)}`);
  }
}
