import { failure } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import {
  applyAllPending,
  byKey,
  cleanUpPending,
  revertPending,
  type ConfigChange,
} from "../guests/pending";
import type { EmbeddedNode } from "../node/embedded-node";
import { checkProtection } from "../node/guest-configs";
import { isCloudinit, isDriveKey, parseDrive } from "./drive";
import { normalizeValue } from "./values";
import { createDisk, destroyUnused, registerUnused } from "./volumes";

/** Puts a change into the pending section; new volumes are made at once (PVE::API2::Qemu, update_vm_api). */
export function stageChange(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  change: ConfigChange,
  warn: (text: string) => void,
): Set<string> {
  revertPending(conf, change.reverts);
  const touched = new Set<string>();
  for (const key of change.deletes) {
    if (!conf.options.has(key) && !conf.pending.has(key)) {
      warn(`cannot delete '${key}' - not set in current configuration!\n`);
      continue;
    }
    if (!change.deletes.includes("boot") && leaveBootOrder(conf, key)) touched.add("boot");
    stageDeletion(node, vmid, conf, key);
    touched.add(key);
  }
  for (const [key, value] of [...change.values].sort(byKey)) {
    const text = isDriveKey(key)
      ? stagedDrive(node, vmid, conf, key, value)
      : normalizeValue(node, key, value);
    conf.pending.set(key, text);
    conf.pendingDelete.delete(key);
    touched.add(key);
  }
  cleanUpPending(conf);
  return touched;
}

/** Makes everything pending real: what a stopped machine does at once and a running one at its next start. */
export function applyPending(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
): Record<string, string> {
  const errors = applyAllPending(conf, {
    remove: (key) => {
      deleteOption(node, vmid, conf, key);
    },
    set: (key, value) => {
      setOption(node, vmid, conf, key, value);
    },
  });
  conf.cloudinit.clear();
  return errors;
}

/** Deletes an option for good; a drive's volume becomes an unused one. */
export function deleteOption(node: EmbeddedNode, vmid: number, conf: GuestConf, key: string): void {
  const value = conf.options.get(key);
  if (value !== undefined && isDriveKey(key)) {
    registerUnused(node, vmid, conf, parseDrive(key, value));
  }
  conf.options.delete(key);
  conf.pendingDelete.delete(key);
}

/** Sets an option for good; the volume that a drive had becomes an unused one. */
export function setOption(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): void {
  const before = conf.options.get(key);
  conf.options.set(key, value);
  conf.pending.delete(key);
  if (before === undefined || !isDriveKey(key)) return;
  const old = parseDrive(key, before);
  if (old.file !== parseDrive(key, value).file) registerUnused(node, vmid, conf, old);
}

/** A machine does not boot of what is taken away. */
function leaveBootOrder(conf: GuestConf, key: string): boolean {
  const text = conf.pending.get("boot") ?? conf.options.get("boot") ?? "";
  const order = /^order=(.*)$/.exec(text)?.[1]?.split(";") ?? [];
  if (!order.includes(key)) return false;
  conf.pending.set("boot", `order=${order.filter((each) => each !== key).join(";")}`);
  return true;
}

function stageDeletion(node: EmbeddedNode, vmid: number, conf: GuestConf, key: string): void {
  const pending = conf.pending.get(key);
  conf.pending.delete(key);
  if (/^unused\d+$/.test(key)) {
    checkProtection(conf, `can't remove unused disk '${key}'`);
    const volid = conf.options.get(key);
    if (volid !== undefined) destroyUnused(node, vmid, conf, volid.replace(/,.*/, ""));
    conf.options.delete(key);
    return;
  }
  if (isDriveKey(key)) {
    checkProtection(conf, `can't remove drive '${key}'`);
    if (pending !== undefined) registerUnused(node, vmid, conf, parseDrive(key, pending));
  }
  conf.pendingDelete.add(key);
}

function stagedDrive(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): string {
  const drive = parseDrive(key, value);
  const old = conf.options.get(key);
  if (old !== undefined && parseDrive(key, old).file !== drive.file) {
    checkProtection(conf, `can't update drive '${key}'`);
  }
  if (isCloudinit(drive)) {
    for (const [other, text] of conf.options) {
      if (other === key || !isDriveKey(other) || !isCloudinit(parseDrive(other, text))) continue;
      throw failure(`only one cloud-init drive is allowed`);
    }
  }
  const pending = conf.pending.get(key);
  if (pending !== undefined) registerUnused(node, vmid, conf, parseDrive(key, pending));
  return createDisk(node, vmid, drive).text;
}
