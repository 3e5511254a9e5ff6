import { randomUUID } from "node:crypto";
import type { Rights } from "../access/rights";
import { failure, messageOf } from "../api/api-error";
import type { GuestConf, GuestSection } from "../conf/guest-conf";
import { emptyGuestConf } from "../conf/guest-conf";
import { firewallFile } from "../lxc/clone";
import { addToPool } from "../lxc/create";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { reserveMachine } from "./create";
import type { Drive } from "./drive";
import { drivesOf, isCdrom, isCloudinit, isDriveKey, printDrive } from "./drive";
import { isNetworkKey, renewHardwareAddress } from "./network";
import { allocate } from "./volumes";

export interface CloneRequest {
  readonly vmid: number;
  readonly newid: number;
  readonly snapname: string | undefined;
  readonly full: boolean | undefined;
  readonly storage: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly pool: string | undefined;
}

/** A clone whose target exists and is locked; only the volumes are to be copied. */
export interface PreparedClone extends CloneRequest {
  readonly drives: readonly Drive[];
  readonly linked: boolean;
}

/** What clone_vm does before it answers: the target exists with lock `clone`, the source is only held for the moment. */
export function prepareClone(
  node: EmbeddedNode,
  rights: Rights,
  request: CloneRequest,
): PreparedClone {
  const { vmid, newid, snapname, storage } = request;
  const source = node.machines.load(vmid);
  checkLock(source, "VM");
  node.machines.checkUnused(newid);
  const section = sectionOf(source, snapname);
  const linked = !(request.full ?? !isTemplate(source));
  if (storage !== undefined && linked) {
    throw failure("parameter 'storage' not allowed for linked clones");
  }
  const drives = drivesOf(section.options).filter((drive) => !isCdrom(drive));
  for (const drive of drives) {
    const volume = node.storages.volume(drive.file);
    const target = storage ?? volume.storage;
    node.storages.entry(target);
    rights.require(`/storage/${target}`, ["Datastore.AllocateSpace"]);
    if (linked && !isCloudinit(drive) && !volume.backend.has("overlay", volume.volname)) {
      throw failure(`Linked clone feature is not supported for drive '${drive.key}'`);
    }
    if (!linked && !volume.backend.has("copy", volume.volname, snapname)) {
      throw failure(`Full clone feature is not supported for drive '${drive.key}'`);
    }
  }
  reserveMachine(node, newid, "clone");
  node.machines.save(newid, targetConf(node, section, request));
  const rules = node.files.readText(firewallFile(vmid));
  if (rules !== undefined) node.files.write(firewallFile(newid), rules, { mode: 0o640, gid: 33 });
  return { ...request, drives, linked };
}

/** The work of a `qmclone` task; a failure removes the target. */
export async function copyDrives(
  node: EmbeddedNode,
  clone: PreparedClone,
  worker: Worker,
): Promise<void> {
  const { vmid, newid } = clone;
  worker.print(`creating a clone of VM ${vmid} with ID ${newid}`);
  const made: string[] = [];
  try {
    for (const drive of clone.drives) {
      const volid = await copyDrive(node, clone, drive, worker);
      made.push(volid);
      node.machines.edit(newid, (conf) => {
        conf.options.set(drive.key, printDrive({ ...drive, file: volid }));
      });
    }
    if (clone.pool !== undefined) addToPool(node, newid, clone.pool);
    node.machines.edit(newid, (conf) => void conf.options.delete("lock"));
  } catch (error) {
    for (const volid of made) node.storages.free(volid);
    node.machines.remove(newid);
    node.files.remove(firewallFile(newid));
    throw failure(`clone failed: ${messageOf(error)}`);
  }
}

async function copyDrive(
  node: EmbeddedNode,
  clone: PreparedClone,
  drive: Drive,
  worker: Worker,
): Promise<string> {
  const { newid } = clone;
  const source = node.storages.volume(drive.file);
  const storage = clone.storage ?? source.storage;
  if (clone.linked && !isCloudinit(drive)) {
    worker.print(`create linked clone of drive ${drive.key} (${drive.file})`);
    await worker.takes(durations.linkVolume);
    return `${source.storage}:${source.backend.clone(source.volname, newid)}`;
  }
  worker.print(`create full clone of drive ${drive.key} (${drive.file})`);
  const bytes = source.backend.size(source.volname);
  if (isCloudinit(drive)) {
    const hasFiles = node.storages.entry(storage).type !== "zfspool";
    const name = `vm-${newid}-cloudinit${hasFiles ? ".qcow2" : ""}`;
    return allocate(node, storage, newid, name, bytes);
  }
  const volid = allocate(node, storage, newid, "", bytes);
  try {
    await worker.takes(durations.copyVolume);
    const target = node.storages.volume(volid);
    const content = source.backend.contents(source.volname, clone.snapname);
    target.backend.fill(target.volname, content);
  } catch (error) {
    node.storages.free(volid);
    throw error;
  }
  return volid;
}

function sectionOf(source: GuestConf, snapname: string | undefined): GuestSection {
  if (snapname === undefined) return source;
  const snapshot = source.snapshots.get(snapname);
  if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  return snapshot;
}

const notCopied = new Set(["parent", "snaptime", "snapstate", "template", "lock"]);

/** The clone's configuration without its volumes, which come as they are copied. */
function targetConf(node: EmbeddedNode, section: GuestSection, request: CloneRequest): GuestConf {
  const conf = emptyGuestConf();
  for (const [key, value] of section.options) {
    if (notCopied.has(key) || /^unused\d+$/.test(key)) continue;
    if (isDriveKey(key) && drivesOf(new Map([[key, value]])).some((each) => !isCdrom(each)))
      continue;
    conf.options.set(key, isNetworkKey(key) ? renewHardwareAddress(node, value) : value);
  }
  conf.options.set("smbios1", `uuid=${randomUUID()}`).set("vmgenid", randomUUID());
  conf.options.set(
    "name",
    request.name ?? `Copy-of-${section.options.get("name") ?? `VM-${request.vmid}`}`,
  );
  if (request.description) conf.options.set("description", request.description);
  conf.options.set("lock", "clone");
  return conf;
}
