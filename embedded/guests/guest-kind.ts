import type { EmbeddedNode } from "../node/embedded-node";
import type { GuestConfigs } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import type { AnswerOption } from "../lxc/config-answer";

/** What containers and virtual machines do in ways of their own (the methods of PVE::AbstractConfig). */
export interface GuestKind {
  /** In the API's paths. */
  readonly path: "lxc" | "qemu";
  /** What the types of its tasks begin with. */
  readonly tasks: "vz" | "qm";
  configs(node: EmbeddedNode): GuestConfigs;
  isRunning(node: EmbeddedNode, vmid: number): boolean;
  start(node: EmbeddedNode, vmid: number, worker: Worker): Promise<void>;
  stop(node: EmbeddedNode, vmid: number, worker: Worker): Promise<void>;
  /** The volumes that a snapshot is made of; undefined where something of the guest cannot be in one. */
  snapshotVolumes(options: ReadonlyMap<string, string>): string[] | undefined;
  readonly answer: AnswerOption;
}

/** Runs code alone among all that change a guest's configuration. */
export async function alone<T>(
  kind: GuestKind,
  node: EmbeddedNode,
  vmid: number,
  code: () => Promise<T> | T,
): Promise<T> {
  return node.flocks.with(kind.configs(node).lockFile(vmid), code);
}
