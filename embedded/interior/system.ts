import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";

/** The running system that programs work on: a guest's or the host's. */
export interface System {
  readonly files: MountedFiles;
  /** What is forgotten at a reboot. */
  readonly facts: { [key: string]: Json };
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly virtualization: "lxc" | "none";
}
