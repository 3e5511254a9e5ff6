import type * as pulumi from "@pulumi/pulumi";
import type { HypervisorConfig } from "../../config/types";

/** What the kinds of the node are declared on. */
export interface Ground {
  /** The component that they belong to. */
  readonly parent: pulumi.Resource;
  readonly config: HypervisorConfig;
  /** The folder of the configuration, in which `source` files lie. */
  readonly directory: string;
  /** Where the configuration is read again by a provider, for what must stand in no input. */
  readonly configuration: { readonly directory: string; readonly stack: string };
  /** What has to be there before something at these paths is made: the node, and the datasets and folders that they lie in. */
  readonly below: (...paths: readonly string[]) => pulumi.Resource[];
}
