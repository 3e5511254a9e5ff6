import { failure, messageOf } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { isCdrom, isCloudinit, isDriveKey, parseDrive } from "./drive";
import { isNetworkKey, parseNetwork } from "./network";
import { isCloudinitOption } from "./options";
import { deleteOption, setOption } from "./pending";

/** Options that have no part in the running machine (PVE::QemuServer, $fast_plug_option). */
const fastOptions = new Set([
  "description",
  "hookscript",
  "lock",
  "name",
  "onboot",
  "protection",
  "shares",
  "startup",
  "tags",
]);

/**
 * Applies to a running machine what can be applied; everything else stays pending. A failed attempt is answered as an
 * error of its option (PVE::QemuServer::vmconfig_hotplug_pending, with the default of `hotplug`).
 */
export function hotplugPending(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  touched: ReadonlySet<string>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  const attempt = (key: string, apply: () => void): void => {
    try {
      apply();
    } catch (error) {
      errors[key] = `hotplug problem - ${messageOf(error)}\n`;
    }
  };
  for (const [key, value] of [...conf.pending]) {
    if (!isFast(key)) continue;
    noteCloudinit(conf, key, value);
    setOption(node, vmid, conf, key, value);
  }
  for (const key of [...conf.pendingDelete].sort()) {
    if (!touched.has(key) || !unplugsAtOnce(conf, key)) continue;
    attempt(key, () => {
      noteCloudinit(conf, key, undefined);
      deleteOption(node, vmid, conf, key);
    });
  }
  for (const [key, value] of [...conf.pending].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!touched.has(key) || !plugsAtOnce(conf, key, value)) continue;
    attempt(key, () => {
      if (isNetworkKey(key)) checkNetwork(node, value);
      noteCloudinit(conf, key, value);
      setOption(node, vmid, conf, key, value);
    });
  }
  return errors;
}

function isFast(key: string): boolean {
  return fastOptions.has(key) || isCloudinitOption(key);
}

function unplugsAtOnce(conf: GuestConf, key: string): boolean {
  if (key === "balloon") return conf.options.get("balloon") !== "0";
  if (isDriveKey(key)) return !/^(?:efidisk|ide|sata|tpmstate)/.test(key);
  return isFast(key) || isNetworkKey(key) || ["cpuunits", "cpulimit"].includes(key);
}

function plugsAtOnce(conf: GuestConf, key: string, value: string): boolean {
  if (key === "balloon") return (conf.options.get("balloon") === "0") === (value === "0");
  if (isDriveKey(key)) return plugsDrive(conf.options.get(key), key, value);
  if (key === "agent") return agentPlugs(conf.options.get(key), value);
  return isNetworkKey(key) || ["cpuunits", "cpulimit"].includes(key);
}

/** What of a drive's settings a running machine takes over (vmconfig_update_disk). */
const drivePlugs = /^(?:backup|replicate|shared|(?:iops|mbps|bps)(?:_\w+)?|size)$/;

function plugsDrive(old: string | undefined, key: string, value: string): boolean {
  const drive = parseDrive(key, value);
  if (isCloudinit(drive) || key.startsWith("efidisk")) return false;
  if (old === undefined) return /^(?:scsi|virtio)/.test(key);
  const before = parseDrive(key, old);
  if (isCdrom(drive) && isCdrom(before)) return true;
  if (before.file !== drive.file) return /^(?:scsi|virtio)/.test(key);
  const names = [...new Set([...before.values.keys(), ...drive.values.keys()])];
  return names
    .filter((name) => before.values.get(name) !== drive.values.get(name))
    .every((name) => drivePlugs.test(name));
}

/** Only `fstrim_cloned_disks` changes without a restart (vmconfig_update_agent). */
function agentPlugs(old: string | undefined, value: string): boolean {
  const rest = (text: string) => text.replace(/,?fstrim_cloned_disks=\w+/, "");
  return old !== undefined && rest(old) === rest(value);
}

function checkNetwork(node: EmbeddedNode, value: string): void {
  const bridge = parseNetwork(value).get("bridge");
  if (bridge !== undefined && !node.bridgeExists(bridge)) {
    throw failure(`bridge '${bridge}' does not exist`);
  }
}

/** Keeps what the drive of cloud-init still has of an option, until it is made anew ($cloudinit_record_changed). */
function noteCloudinit(conf: GuestConf, key: string, value: string | undefined): void {
  if (!isCloudinitOption(key) && key !== "name" && !isNetworkKey(key)) return;
  const { cloudinit } = conf;
  const added = new Set((cloudinit.get("added") ?? "").split(",").filter((each) => each !== ""));
  const [old, recorded] = [conf.options.get(key), cloudinit.get(key)];
  if (value === recorded && recorded !== undefined) cloudinit.delete(key);
  else if (value === undefined && added.has(key)) added.delete(key);
  else if (recorded === undefined && !added.has(key)) {
    if (old === undefined) added.add(key);
    else if (old !== value) cloudinit.set(key, old);
  }
  if (added.size > 0) cloudinit.set("added", [...added].sort().join(","));
  else cloudinit.delete("added");
}
