import { failure, messageOf } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { addDevice, mountOf } from "./guest-files";
import { parseMountPoint } from "./mount-point";
import { isNetworkKey, parseNetwork, printNetwork } from "./network";
import { appliedValue, deleteOption } from "./pending";

/** Options that a running container takes over without being told (PVE::LXC::Config, $LXC_FASTPLUG_OPTIONS). */
const fastOptions = new Set([
  "description",
  "onboot",
  "startup",
  "protection",
  "hostname",
  "hookscript",
  "cores",
  "tags",
  "lock",
]);

/**
 * Applies to a running container what can be applied; everything else stays pending. A failed attempt is answered as
 * an error of its option. `write` saves the configuration as it is in the middle of exchanging an interface, which
 * stays in the file even where the change as a whole is refused (PVE::LXC::update_net).
 */
export function hotplugPending(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  touched: ReadonlySet<string>,
  write: () => void,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const key of [...conf.pendingDelete].sort()) {
    if (touched.has(key) && deletesAtOnce(key)) deleteOption(node, vmid, conf, key);
  }
  for (const [key, value] of [...conf.pending].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!touched.has(key) || !appliesAtOnce(conf, key)) continue;
    try {
      if (isNetworkKey(key)) unplugInterface(conf, key, value, write);
      checkHotplug(node, vmid, conf, key, value);
      conf.options.set(key, appliedValue(node, vmid, conf, key, value));
      if (isNetworkKey(key)) write();
      conf.pending.delete(key);
    } catch (error) {
      errors[key] = `unable to hotplug ${key}: ${messageOf(error)}\n`;
    }
  }
  return errors;
}

function deletesAtOnce(key: string): boolean {
  const limits = ["swap", "cpulimit", "cpuunits"].includes(key);
  return fastOptions.has(key) || limits || /^(?:unused\d+|net\d)$/.test(key);
}

function appliesAtOnce(conf: GuestConf, key: string): boolean {
  if (fastOptions.has(key) || isNetworkKey(key)) return true;
  if (["memory", "swap", "cpulimit", "cpuunits"].includes(key)) return true;
  return /^(?:mp|dev)\d+$/.test(key) && !conf.options.has(key);
}

/** Takes the old interface away, or off its bridge, before the new one is there. */
function unplugInterface(conf: GuestConf, key: string, value: string, write: () => void): void {
  const text = conf.options.get(key);
  if (text === undefined) return;
  const [old, wanted] = [new Map(parseNetwork(text)), parseNetwork(value)];
  const differ = (property: string) => old.get(property) !== wanted.get(property);
  if (differ("hwaddr") || differ("name")) {
    conf.options.delete(key);
  } else if (differ("bridge") || differ("tag") || differ("firewall")) {
    for (const property of ["bridge", "tag", "firewall"]) old.delete(property);
    conf.options.set(key, printNetwork(old));
  } else {
    return;
  }
  write();
}

function checkHotplug(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): void {
  if (isNetworkKey(key)) checkInterface(node, vmid, conf, key, value);
  const dev = node.running.get(vmid)?.dev;
  if (dev && /^dev\d+$/.test(key)) addDevice(node, dev, value);
  if (/^mp\d+$/.test(key)) {
    const point = parseMountPoint(key, value);
    if (point.type !== "volume") mountOf(node, point);
  }
}

function checkInterface(
  node: EmbeddedNode,
  vmid: number,
  conf: GuestConf,
  key: string,
  value: string,
): void {
  const net = parseNetwork(value);
  const bridge = net.get("bridge");
  if (bridge !== undefined && !node.bridgeExists(bridge)) {
    throw failure(`bridge '${bridge}' does not exist`);
  }
  const name = net.get("name") ?? "";
  const taken = [...conf.options].some(
    ([other, text]) =>
      other !== key && isNetworkKey(other) && parseNetwork(text).get("name") === name,
  );
  if (taken) {
    const command = `'lxc-device -n ${vmid} add veth${vmid}i${key.slice(3)}p ${name}'`;
    throw failure(`command ${command} failed: exit code 1`);
  }
}
