import { failure } from "../api/api-error";
import type { MountedFiles } from "../files/mounted-files";
import { Services } from "../interior/services";
import type { EmbeddedNode } from "../node/embedded-node";
import { machineFiles } from "./machine-files";
import { hasAgent } from "./status-endpoints";

/** The files of a machine whose agent answers; refuses one that has none to answer (PVE::QemuServer::Agent). */
export function agentOf(node: EmbeddedNode, vmid: number): MountedFiles {
  const { options } = node.machines.load(vmid);
  if (!options.has("agent")) throw failure("No QEMU guest agent configured");
  const machine = node.runningMachines.get(vmid);
  if (machine === undefined) throw failure(`VM ${vmid} is not running`);
  // Without the option QEMU has no port for the agent to answer at.
  const files = hasAgent(options) ? machineFiles(node, options) : undefined;
  const agent = files && new Services(files, machine.facts).find("qemu-guest-agent");
  if (files === undefined || agent?.active !== "active") {
    throw failure("QEMU guest agent is not running");
  }
  return files;
}
