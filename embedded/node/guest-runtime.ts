import type { Json } from "../contract";
import type { FileTree } from "../files/file-tree";

/** What exists of a container only while it runs. */
export interface RunningGuest {
  /** Process id of its init on the node. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** What programs in it remember: started services and the like. */
  readonly facts: { [key: string]: Json };
  /** Its /dev: a file system in memory with the devices passed through. */
  readonly dev: FileTree;
}

/** The running containers by vmid. */
export type GuestRuntime = Map<number, RunningGuest>;

/** What exists of a virtual machine only while it runs. */
export interface RunningMachine {
  /** Process id of its QEMU. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** What programs in it remember: started services and the like. */
  readonly facts: { [key: string]: Json };
}

/** The running virtual machines by vmid. */
export type MachineRuntime = Map<number, RunningMachine>;
