/** What one look at a stack found, as `drift.json` holds it. */
export interface DriftReport {
  readonly stack: string;
  /** When it was looked at; ISO 8601. */
  readonly at: string;
  readonly groups: readonly Group[];
  readonly drifts: readonly Drift[];
  /** What preview remarked without anything being changed: a restart that is needed, an outdated layer. */
  readonly remarks: readonly string[];
}

/** The node, or one guest: what the report is grouped by. */
export interface Group {
  /** Name of the component that holds the resources: `hypervisor`, `guest-950`. */
  readonly name: string;
  /** What a person calls it: `950 vllm-qwen3`. */
  readonly title: string;
  /** Name of the group that a guest is a clone of. */
  readonly layer?: string;
  /** How many resources of each kind are declared in it, by Pulumi's word for the kind: `Container`, `Pool`. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** One field that is not as declared. */
export interface Drift {
  readonly group: string;
  /** Pulumi's name of the resource. */
  readonly resource: string;
  readonly kind: string;
  /** Path of the field, such as `net.net0.ip`; empty where the whole resource is concerned. */
  readonly field: string;
  /** What the host has, in words or as JSON. */
  readonly live: string;
  readonly declared: string;
  /** `host`: the host was changed. `config`: the declaration was changed and has not been applied yet. */
  readonly cause: "host" | "config";
  /** Whether an up would destroy it, to make it anew or because it was taken out of the configuration. */
  readonly destroys?: true;
  /** When a look first found it, ISO 8601. */
  readonly since?: string;
  /** The last look that found it otherwise, where there was one. */
  readonly notBefore?: string;
}
