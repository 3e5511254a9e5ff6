import { failure } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { setUpMachine } from "./cloud-init";
import { drivesOf, isCdrom } from "./drive";
import { machineFiles } from "./machine-files";
import { isNetworkKey, parseNetwork } from "./network";
import { hostpciProperties } from "./options";
import { addressesOfMapping, holdDevices } from "./passthrough";
import { applyPending } from "./pending";

/** Starts a virtual machine: pending changes first, then everything it needs of the node (PVE::QemuServer::vm_start). */
export async function startMachine(
  node: EmbeddedNode,
  vmid: number,
  worker: Worker,
  skipLock = false,
): Promise<void> {
  const conf = node.machines.load(vmid);
  if (isTemplate(conf)) throw failure("you can't start a vm if it's a template");
  if (!skipLock) checkLock(conf, "VM");
  if (node.runningMachines.has(vmid)) throw failure(`VM ${vmid} already running`);
  await worker.takes(durations.start);
  const ready = applyNow(node, vmid);
  checkDrives(node, ready);
  checkBridges(node, ready);
  holdDevices(node, vmid, devicesOf(node, ready));
  const pid = node.clock.nextPid();
  const files = machineFiles(node, ready.options);
  if (files !== undefined) setUpMachine(files, ready.options);
  const started = Date.now();
  node.runningMachines.set(vmid, { pid, started, facts: { booted: started } });
  node.files.write(`${runtime}/${vmid}.pid`, `${pid}\n`);
}

/** Stops a virtual machine; what was pending stays so until its next start. */
export async function stopMachine(
  node: EmbeddedNode,
  vmid: number,
  worker: Worker,
  duration: number = durations.stop,
): Promise<void> {
  await worker.takes(duration);
  node.runningMachines.delete(vmid);
  node.files.remove(`${runtime}/${vmid}.pid`);
}

/** What a restart of the node leaves of running machines. */
export function forgetMachines(node: EmbeddedNode): void {
  node.runningMachines.clear();
  node.files.remove(runtime);
}

/** Where QEMU's process ids and sockets are. */
const runtime = "/run/qemu-server";

/** The PCI devices that a configuration hands through, on the node's bus. */
function devicesOf(node: EmbeddedNode, { options }: GuestConf): string[] {
  return [...options].flatMap(([key, value]) => {
    if (!/^hostpci\d+$/.test(key)) return [];
    const given = parsePropertyString(hostpciProperties, value);
    const mapping = given.get("mapping");
    if (mapping !== undefined) return addressesOfMapping(node, mapping);
    return (given.get("host") ?? "").split(";").filter((each) => each !== "");
  });
}

function checkDrives(node: EmbeddedNode, { options }: GuestConf): void {
  for (const drive of drivesOf(options)) {
    if (isCdrom(drive) || !drive.file.includes(":")) continue;
    const { backend, volname } = node.storages.volume(drive.file);
    backend.activate();
    backend.size(volname);
  }
}

function checkBridges(node: EmbeddedNode, { options }: GuestConf): void {
  for (const [key, value] of options) {
    if (!isNetworkKey(key)) continue;
    const bridge = parseNetwork(value).get("bridge");
    if (bridge !== undefined && !node.bridgeExists(bridge)) {
      throw failure(`bridge '${bridge}' does not exist`);
    }
  }
}

function applyNow(node: EmbeddedNode, vmid: number): GuestConf {
  const conf = node.machines.load(vmid);
  const waits = conf.pending.size + conf.pendingDelete.size + conf.cloudinit.size;
  if (waits === 0) return conf;
  applyPending(node, vmid, conf);
  node.machines.save(vmid, conf);
  return node.machines.load(vmid);
}
