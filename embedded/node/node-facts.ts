import type { Space } from "../storage/storage-host";
import type { Disk } from "./disks";

/** What a node is made of, as far as the API tells. */
export interface NodeFacts {
  readonly name: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly threads: number;
  /** Bytes. */
  readonly memory: number;
  readonly kernel: string;
  /** `pve-manager/…` */
  readonly version: string;
  /** SHA-256 of the certificate as PVE prints it. */
  readonly fingerprint: string;
  /** The root user's password, which tickets ask for. */
  readonly rootPassword: string;
  /** The node's address in its own network. */
  readonly address: string;
  readonly disks: readonly Disk[];
  /** Of the file system that nothing else is known of. */
  readonly rootSpace: Space;
}
