import type { GuestKind } from "../guests/guest-kind";
import { mountPointsOf } from "./mount-point";
import { answerOption } from "./options";
import { startContainer, stopContainer } from "./run";

/** What containers do in ways of their own. */
export const containerKind: GuestKind = {
  path: "lxc",
  tasks: "vz",
  configs: (node) => node.configs,
  isRunning: (node, vmid) => node.running.has(vmid),
  start: (node, vmid, worker) => startContainer(node, vmid, worker),
  stop: (node, vmid, worker) => stopContainer(node, vmid, worker),
  snapshotVolumes(options) {
    const points = mountPointsOf(options);
    // A bind mount can be in no snapshot.
    if (points.some(({ type }) => type !== "volume")) return undefined;
    return points.map(({ volume }) => volume);
  },
  answer: answerOption,
};
