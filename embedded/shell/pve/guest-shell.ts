import type { ExecResult } from "../../contract";
import type { SpawnOptions } from "../program";

/** Runs programs inside guests; each guest has its own files and programs. */
export interface GuestShells {
  running(vmid: number): boolean;
  exists(vmid: number): boolean;
  /** Starts a program inside a running guest, as execvp in its namespaces would. */
  spawn(vmid: number, argv: readonly string[], options?: SpawnOptions): Promise<ExecResult>;
}

/** Runs programs inside virtual machines, as their guest agents do. */
export interface AgentShells {
  /** Throws PVE's refusal where no agent answers, and the agent's where there is no such program. */
  execInMachine(vmid: number, argv: readonly string[], options?: SpawnOptions): Promise<ExecResult>;
}

/** Runs a program inside a running guest that is somewhere else than in the embedded host. */
export type GuestPrograms = (
  vmid: number,
  argv: readonly string[],
  options: SpawnOptions,
) => Promise<ExecResult>;
