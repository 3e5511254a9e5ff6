import type { z } from "zod";
import type { Host } from "../host/host";
import type { Inspected, Part } from "../host/inspection";

/** What stands in a resource's inputs and outputs. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

export type Bag = Readonly<Record<string, Value | undefined>>;

/** One declared property that the host has otherwise. */
export interface Drift {
  readonly property: string;
  readonly want: Value | undefined;
  readonly live: Value | undefined;
}

/** A reason not to go on, told in preview; nothing has been changed. */
export interface Refusal {
  /** The input that is to blame; "" for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

/** Who runs: what a lifecycle may know of the stack, none of which is an input. */
export interface Context {
  readonly host: Host;
  /** True where a guest's data volumes may be destroyed with it. */
  readonly deleteVolumes: boolean;
  /** By user; secrets, of which nothing goes into state, argv, logs or messages. */
  readonly sambaPasswords: ReadonlyMap<string, string>;
  /** Keys of encrypted datasets by the dataset's name; nothing of them goes into state, argv, logs or messages. */
  readonly datasetKeys: ReadonlyMap<string, string>;
  /** Secrets of what runs in guests, by the name that guests' feature_secrets have for them; they too. */
  readonly guestSecrets: ReadonlyMap<string, string>;
  /** Passwords of storages by the storage's id, which are treated in the same way. */
  readonly storagePasswords: ReadonlyMap<string, string>;
}

/** What a stack's secrets are read for may take a moment, the first time. */
export type GetContext = () => Context | Promise<Context>;

/**
 * How one kind of resource is inspected, compared, converged and removed. A spec is the resource's inputs; a live
 * thing is compared by describing it in the spec's own words (`observe`), so that comparison is the same for all.
 */
export interface Lifecycle<Spec extends Bag, Live, Parts extends Part> {
  readonly kind: string;
  readonly schema: z.ZodType<Spec>;
  /** What of an inspection it looks at. */
  readonly parts: readonly Parts[];
  /** The resource's Pulumi id: how the host knows it. */
  id(spec: Spec): string;
  /** Files and folders of the node that the inspection has to hold for it. */
  paths?(spec: Spec): readonly string[];
  /** Units of systemd that it has to hold. */
  units?(spec: Spec): readonly string[];
  /**
   * The spec with what is chosen on the host when inputs are checked, such as a free address, and without what is no
   * input; what it says of itself is said of the spec as it was given.
   */
  settle?(spec: Spec, inspection: Inspected<Parts>): Spec;
  /** The guest whose features it has to hold. */
  guest?(spec: Spec): number;
  /** The checks of guests that it has to hold, as askHealth makes them. */
  checks?(spec: Spec): readonly string[];
  /** The live thing that the spec is about, ours or not. */
  find(inspection: Inspected<Parts>, spec: Spec): Live | undefined;
  /**
   * The live values of the inputs that are compared, in their canonical form. Inputs that are left out (an
   * `adopt` flag) are not compared.
   */
  observe(live: Live, spec: Spec, inspection: Inspected<Parts>, context: Context): Bag;
  /** Whether a live thing is ours; absent where whatever exists is adopted. `known` is the `live` output of state. */
  isOurs?(live: Live, spec: Spec, context: Context, known: Bag | undefined): boolean;
  /** Why this cannot be converged, told in preview and again before anything is changed. */
  refuse?(input: RefuseInput<Spec, Live, Parts>): Refusal[];
  /** Makes the next step from live to spec; is called until nothing differs any more. */
  converge(input: ConvergeInput<Spec, Live, Parts>): Promise<void>;
  /** Something to know that is no change, such as a restart that a guest waits for; told once a run. */
  remark?(live: Live, spec: Spec, inspection: Inspected<Parts>): string | undefined;
  /** The same of what is not there and is about to be made. */
  foretell?(spec: Spec, inspection: Inspected<Parts>): string | undefined;
  /** What state keeps beside the inputs. */
  remember?(live: Live, spec: Spec, context: Context): Bag;
  /** Whether this is another thing than the one that state keeps something of, so that it has to be kept anew. */
  isAnother?(live: Live, known: Bag): boolean;
  /** Inputs that have to be set to something when they are taken out of the config, by name. */
  readonly unset?: Bag;
  /** The spec with what was taken out of it set to what that means, where `unset` cannot say it. */
  withRemovals?(spec: Spec, olds: Bag): Spec;
  /** Takes it from the host; absent for what holds data, which is let go. */
  remove?(input: RemoveInput<Spec, Live, Parts>): Promise<void>;
  /** Whether these drifts can be healed by a new one only; called for live things that may be replaced. */
  replaces?(drifts: readonly Drift[], spec: Spec): string[];
}

/** `Parts` are those of the inspection that are looked at. */
export interface RefuseInput<Spec, Live, Parts extends Part> {
  readonly spec: Spec;
  readonly live: Live | undefined;
  readonly drifts: readonly Drift[];
  readonly inspection: Inspected<Parts>;
  readonly context: Context;
}

export interface ConvergeInput<Spec, Live, Parts extends Part> extends RefuseInput<
  Spec,
  Live,
  Parts
> {
  readonly known: Bag | undefined;
}

export interface RemoveInput<Spec, Live, Parts extends Part> {
  readonly spec: Spec;
  readonly live: Live;
  readonly known: Bag | undefined;
  readonly inspection: Inspected<Parts>;
  readonly context: Context;
}
