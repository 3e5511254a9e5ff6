import type { Json } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import type { Program } from "../shell/program";

/** The running system that programs work on: a guest's or the host's. */
export interface System {
  readonly files: MountedFiles;
  /** What is forgotten at a reboot. */
  readonly facts: { [key: string]: Json };
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly virtualization: "kvm" | "lxc" | "none";
  /** What `systemctl reboot` does; a guest's is its host's business. */
  readonly reboot?: Program;
}
