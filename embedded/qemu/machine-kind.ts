import type { GuestKind } from "../guests/guest-kind";
import { volumesOf } from "./drive";
import { answerOption } from "./options";
import { startMachine, stopMachine } from "./run";

/** What virtual machines do in ways of their own. */
export const machineKind: GuestKind = {
  path: "qemu",
  tasks: "qm",
  configs: (node) => node.machines,
  isRunning: (node, vmid) => node.runningMachines.has(vmid),
  start: (node, vmid, worker) => startMachine(node, vmid, worker),
  stop: (node, vmid, worker) => stopMachine(node, vmid, worker),
  snapshotVolumes: volumesOf,
  answer: answerOption,
};
