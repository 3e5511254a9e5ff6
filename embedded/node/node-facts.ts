import type { HostHardware } from "../interior/hardware";
import type { Space } from "../storage/storage-host";

/** What a node is made of, as far as the API tells. */
export interface NodeFacts {
  readonly name: string;
  /** The node's address in its own network, with the prefix, and its gateway. */
  readonly address: string;
  readonly gateway: string;
  readonly hardware: HostHardware;
  readonly kernel: string;
  /** `pve-manager/VERSION/REPOID`. */
  readonly version: string;
  /** SHA-256 of the certificate as PVE prints it. */
  readonly fingerprint: string;
  /** The root user's password, which tickets ask for. */
  readonly rootPassword: string;
  /** The private key that root's authorized_keys names, in OpenSSH's format. */
  readonly sshKey: string;
  /** Of the file system that nothing else is known of. */
  readonly rootSpace: Space;
}
