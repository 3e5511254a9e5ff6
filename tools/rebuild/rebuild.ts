import type { ContainerConfig } from "../../config/types";
import type { Container } from "../../host/inspection";
import type { Holder } from "../../providers/container/holder";
import type { OwnVolume } from "../../providers/container/own-volumes";

/** A container that shall be made anew. */
export interface Rebuild {
  readonly config: ContainerConfig;
  /** Undefined where it is not there, as after a run that was cut off. */
  readonly live?: Container;
  /** The volumes that it has, which are carried over. */
  readonly volumes: readonly OwnVolume[];
  /** What keeps volumes of it already. */
  readonly holders: readonly Holder[];
}

/** What is known of the guests of a configuration and of its host. */
export interface Known {
  /** All declared containers. */
  readonly containers: readonly ContainerConfig[];
  /** Those on the host. */
  readonly live: ReadonlyMap<number, Container>;
  /** The fingerprint of what clones of each hold, as declared. */
  readonly contents: ReadonlyMap<number, string>;
  /** `PROJECT+STACK`. */
  readonly owner: string;
  /** Whether the stack gives nothing away. */
  readonly isProtected: boolean;
}
