import { failure, messageOf } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { confine, release } from "./confinement";
import { addDevice, filesOf, newDev } from "./guest-files";
import { setUpStart } from "./guest-setup";
import { isNetworkKey, parseNetwork } from "./network";
import { applyPending } from "./pending";
import { checkLxcConfig } from "./start-checks";

/** Starts a container: pending changes first, then everything it needs of the node (PVE::LXC::vm_start). */
export async function startContainer(
  node: EmbeddedNode,
  vmid: number,
  worker: Worker,
  skipLock = false,
): Promise<void> {
  const conf = node.configs.load(vmid);
  if (isTemplate(conf)) throw failure("you can't start a CT if it's a template");
  if (!skipLock) checkLock(conf);
  if (node.running.has(vmid)) return;
  await worker.takes(durations.start);
  const ready = applyNow(node, vmid);
  checkLxcConfig(node, ready);
  const clash = clashingInterface(ready);
  if (clash !== undefined) {
    for (const line of [
      `__netdev_configure_container_common: 1317 File exists - Failed to rename network device "veth${vmid}" to "${clash}"`,
      "lxc_setup_network_in_child_namespaces: 4062 File exists - Failed to setup netdev",
      "lxc_setup: 3900 Failed to setup network",
      `do_start: 1273 Failed to setup container "${vmid}"`,
      "sync_wait: 34 An error occurred in another process (expected sequence number 3)",
    ]) {
      worker.print(line);
    }
    throw failure(`startup for container '${vmid}' failed`);
  }
  try {
    setUpStart(filesOf(node, vmid, ready.options), ready.options, node.files);
  } catch (error) {
    worker.print(messageOf(error).trim());
    throw failure(`startup for container '${vmid}' failed`);
  }
  const dev = newDev();
  for (const [key, value] of ready.options) {
    if (/^dev\d+$/.test(key)) addDevice(node, dev, value);
  }
  const pid = node.clock.nextPid();
  confine(node, { vmid, pid, conf: ready, worker });
  const started = Date.now();
  node.running.set(vmid, { pid, started, facts: { booted: started }, dev });
}

/** Stops a container at once; what was pending becomes real. */
export async function stopContainer(
  node: EmbeddedNode,
  vmid: number,
  worker: Worker,
  duration: number = durations.stop,
): Promise<void> {
  await worker.takes(duration);
  release(node, vmid);
  node.running.delete(vmid);
  if (node.configs.exists(vmid)) applyNow(node, vmid);
}

/** The name that two interfaces of the container have. */
function clashingInterface(conf: GuestConf): string | undefined {
  const nets = [...conf.options].filter(([key]) => isNetworkKey(key));
  const names = nets.map(([, value]) => parseNetwork(value).get("name"));
  return names.find((name, at) => names.indexOf(name) !== at);
}

function applyNow(node: EmbeddedNode, vmid: number): GuestConf {
  const conf = node.configs.load(vmid);
  if (conf.pending.size === 0 && conf.pendingDelete.size === 0) return conf;
  applyPending(node, vmid, conf);
  node.configs.save(vmid, conf);
  return node.configs.load(vmid);
}
