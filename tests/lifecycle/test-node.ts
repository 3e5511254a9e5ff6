import type { Json } from "../../embedded/contract";
import type { HostSettings } from "../../host/settings";

/** The node that a world stands on, as its administrator has it before him. */
export interface TestNode {
  /** How Phoenix reaches it. */
  readonly settings: HostSettings;
  /** Runs a command line in root's shell. */
  exec(command: string): Promise<{
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number;
  }>;
  /** How often it has been changed so far; undefined for a node that keeps no journal. */
  readonly mutations: number | undefined;
  /** Its state, which another world may start from. */
  snapshot(): Promise<Json>;
  close(): Promise<void>;
}
