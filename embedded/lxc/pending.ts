import { failure } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import { splitList } from "../api/schema/formats";
import type { GuestConf } from "../conf/guest-conf";
import {
  applyAllPending,
  byKey,
  cleanUpPending,
  revertPending,
  type ConfigChange,
} from "../guests/pending";
import { checkHookscript } from "../guests/hookscript";
import type { EmbeddedNode } from "../node/embedded-node";
import { checkProtection } from "../node/guest-configs";
import {
  addUnused,
  checkContainerContent,
  createVolume,
  destroyVolume,
  usesVolume,
} from "./guest-volumes";
import { newVolumePattern, parseMountPoint, printMountPoint } from "./mount-point";
import { isNetworkKey, normalizeNetwork, parseNetwork } from "./network";
import { deviceProperties } from "./options";

/** Puts a change into the pending section, as update_pct_config does before anything is applied; returns what it touched. */
export function stageChange(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  change: ConfigChange,
): Set<string> {
  revertPending(conf, change.reverts);
  const touched = new Set<string>();
  for (const key of change.deletes) {
    // An option that is not set is only warned about, on the standard error of pvedaemon.
    if (!conf.options.has(key) && !conf.pending.has(key)) continue;
    checkDeletable(conf, vmid, key);
    conf.pendingDelete.add(key);
    touched.add(key);
  }
  for (const [key, value] of [...change.values].sort(byKey)) {
    conf.pending.set(key, stagedValue(node, vmid, conf, key, value));
    conf.pendingDelete.delete(key);
    touched.add(key);
  }
  cleanUpPending(conf);
  return touched;
}

/** Makes everything pending real: what a stopped container does at once and a running one at its next stop or start. */
export function applyPending(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
): Record<string, string> {
  return applyAllPending(conf, {
    remove: (key) => {
      deleteOption(node, vmid, conf, key);
    },
    set: (key, value) => {
      conf.options.set(key, appliedValue(node, vmid, conf, key, value));
      conf.pending.delete(key);
    },
  });
}

/** Deletes an option for good: a mounted volume becomes an unused one, an unused one is destroyed. */
export function deleteOption(node: EmbeddedNode, vmid: number, conf: GuestConf, key: string): void {
  const value = conf.options.get(key);
  if (value !== undefined && /^mp\d+$/.test(key)) {
    const { type, volume } = parseMountPoint(key, value);
    if (type === "volume" && !usesVolume(conf.options, volume, key)) {
      addUnused(conf.options, volume);
    }
  } else if (value !== undefined && /^unused\d+$/.test(key)) {
    const inSnapshot = [...conf.snapshots.values()].some((each) => usesVolume(each.options, value));
    if (!usesVolume(conf.options, value) && !inSnapshot) destroyVolume(node, vmid, value);
  }
  conf.options.delete(key);
  conf.pendingDelete.delete(key);
}

/** The value as it goes into the configuration; makes new volumes and frees replaced ones to `unusedN`. */
export function appliedValue(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): string {
  if (isNetworkKey(key)) return normalizeNetwork(node, value);
  if (!/^mp\d+$/.test(key)) return value;
  const point = parseMountPoint(key, value);
  let printed: string;
  if (point.type === "volume" && newVolumePattern.test(point.volume)) {
    printed = createVolume(node, vmid, point);
  } else {
    if (point.type === "volume") point.size = rescan(node, point.volume) ?? point.size;
    printed = printMountPoint(point);
  }
  releaseReplaced(conf, key, point.volume);
  return printed;
}

function releaseReplaced(conf: GuestConf, key: string, volume: string): void {
  const before = conf.options.get(key);
  if (before === undefined) return;
  const old = parseMountPoint(key, before);
  if (old.type !== "volume" || old.volume === volume) return;
  if (!usesVolume(conf.options, old.volume, key)) addUnused(conf.options, old.volume);
}

// PVE only warns where the size of an existing volume cannot be found out, and keeps the size as given.
function rescan(node: EmbeddedNode, volid: string): number | undefined {
  try {
    const { backend, volname } = node.storages.volume(volid);
    return backend.size(volname);
  } catch {
    return undefined;
  }
}

function checkDeletable(conf: GuestConf, vmid: number, key: string): void {
  if (["memory", "rootfs", "ostype"].includes(key)) {
    throw failure(`unable to delete required option '${key}'`);
  }
  if (/^(?:unused|mp)\d+$/.test(key)) {
    checkProtection(conf, `can't remove CT ${vmid} drive '${key}'`);
  }
  if (key === "unprivileged") throw failure(`unable to delete read-only option: '${key}'`);
}

function stagedValue(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): string {
  if (key === "rootfs" || /^mp\d+$/.test(key)) {
    checkProtection(conf, `can't update CT ${vmid} drive '${key}'`);
    checkContainerContent(node, parseMountPoint(key, value));
  } else if (/^dev\d+$/.test(key)) {
    checkDevice(node, value);
  } else if (key === "hookscript") {
    checkHookscript(node, value);
  } else if (key === "unprivileged") {
    throw failure(`unable to modify read-only option: '${key}'`);
  } else if (isNetworkKey(key)) {
    checkMtu(node, key, value);
  }
  return normalizeText(key, value);
}

/** The lists as PVE rewrites them: tags lower-cased, sorted and unique, addresses with single blanks. */
export function normalizeText(key: string, value: string): string {
  if (key === "tags") return uniqueTags(value);
  if (key === "nameserver" || key === "searchdomain") return splitList(value).join(" ");
  return value;
}

function uniqueTags(value: string): string {
  return [...new Set(splitList(value).map((tag) => tag.toLowerCase()))].sort().join(";");
}

/** Refuses a device that the node has not. */
export function checkDevice(node: EmbeddedNode, value: string): string {
  const path = parsePropertyString(deviceProperties, value).get("path");
  if (path === undefined) throw failure("Path is not defined for passthrough device");
  const stat = node.files.stat(path);
  if (!stat) throw failure(`Device ${path} does not exist`);
  if (stat.type === "file" || stat.type === "directory") throw failure(`${path} is not a device`);
  return path;
}

function checkMtu(node: EmbeddedNode, key: string, value: string): void {
  const net = parseNetwork(value);
  const [mtu, bridge] = [net.get("mtu"), net.get("bridge")];
  if (mtu === undefined || bridge === undefined) return;
  if (!node.bridgeExists(bridge)) throw failure(`bridge '${bridge}' does not exist`);
  const limit = node.bridgeMtu(bridge);
  if (Number(mtu) > limit) {
    throw failure(`${key}: MTU size '${mtu}' is bigger than bridge MTU '${limit}'`);
  }
}
