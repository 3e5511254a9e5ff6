import type { HostHardware } from "../interior/hardware";
import type { Space } from "../storage/storage-host";
import type { Partition } from "./device-table";

/** What a node is made of, as far as the API tells. */
export interface NodeFacts {
  readonly name: string;
  /** The node's address in its own network, with the prefix, and its gateway. */
  readonly address: string;
  readonly gateway: string;
  readonly hardware: HostHardware;
  readonly partitions: readonly Partition[];
  readonly kernel: string;
  /** `pve-manager/VERSION/REPOID`. */
  readonly version: string;
  /** SHA-256 of the certificate as PVE prints it. */
  readonly fingerprint: string;
  /** The root user's password, which tickets ask for. */
  readonly rootPassword: string;
  /** Of the file system that nothing else is known of. */
  readonly rootSpace: Space;
}
