import type { Bag } from "../../providers/lifecycle";
import type { Operations } from "../../providers/operations";
import type { Declared } from "./declared";

/** What Pulumi's state holds of a resource. */
export interface Recorded {
  readonly kind: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
  /** True of one whose making failed half-way, which is updated next time whatever diff says. */
  readonly isHalf?: boolean;
}

/** A state file: the resources by name, in the order in which they were made. */
export type State = ReadonlyMap<string, Recorded>;

/** What a run did. */
export interface Done {
  /** As `created NAME`, `updated NAME`, `deleted NAME`; without what was left as it is. */
  readonly steps: readonly string[];
  /** Why resources failed, by name; what depends on them was not tried. */
  readonly failures: ReadonlyMap<string, Error>;
}

/** How a run is watched, or cut short. */
export interface RunOptions {
  /** Told when a resource is as it is to be and the state knows; those before it are as well. */
  readonly onRecorded?: (name: string) => Promise<void> | void;
  /** The last resource that is made, changed or deleted; those after it are left as they are. */
  readonly until?: string;
}

/**
 * Pulumi's engine without its processes: drives the operations of the kinds with the state that the steps before left,
 * one resource after the other, as `pulumi up` and `pulumi destroy` do with `refresh: always`. A run that is abandoned
 * in the middle leaves the state as the engine's last checkpoint has it: what was being made is not known, what was
 * being changed or deleted is known as it was.
 */
export class Engine {
  readonly #state: Map<string, Recorded>;

  constructor(
    private readonly operations: (kind: string) => Operations,
    state: State = new Map(),
  ) {
    this.#state = new Map(state);
  }

  /** A copy of what the state file holds now. */
  get state(): State {
    return new Map(this.#state);
  }

  /** `pulumi up` of a program. */
  async up(program: readonly Declared[], options: RunOptions = {}): Promise<Done> {
    const steps: string[] = [];
    const failures = new Map<string, Error>();
    await this.#refresh(failures);
    const names = new Set(program.map(({ name }) => name));
    for (const declared of program) {
      const { name, needs } = declared;
      if (failures.has(name) || needs.some((need) => failures.has(need))) {
        if (!failures.has(name)) failures.set(name, new NotTried(name));
        continue;
      }
      try {
        const step = await this.#converge(declared);
        if (step !== undefined) steps.push(`${step} ${name}`);
      } catch (error) {
        failures.set(name, error as Error);
        continue;
      }
      await options.onRecorded?.(name);
      if (name === options.until) return { steps, failures: onlyTried(failures) };
    }
    const surplus = [...this.#state.keys()].filter((name) => !names.has(name));
    if (failures.size === 0) await this.#deleteAll(surplus, steps, failures, options);
    return { steps, failures: onlyTried(failures) };
  }

  /** `pulumi preview`: what up would do. */
  async preview(program: readonly Declared[]): Promise<Done> {
    const copy = new Engine(this.operations, this.#state);
    const steps: string[] = [];
    const failures = new Map<string, Error>();
    await copy.#refresh(failures);
    for (const declared of program) {
      const { name } = declared;
      try {
        const plan = await copy.#plan(declared);
        if (plan.action !== "same") steps.push(`${plan.action} ${name}`);
      } catch (error) {
        failures.set(name, error as Error);
      }
    }
    return { steps, failures };
  }

  /** `pulumi destroy`. */
  async destroy(options: RunOptions = {}): Promise<Done> {
    const steps: string[] = [];
    const failures = new Map<string, Error>();
    await this.#refresh(failures);
    await this.#deleteAll([...this.#state.keys()], steps, failures, options);
    return { steps, failures: onlyTried(failures) };
  }

  /** All at the same time, as the engine does it. */
  async #refresh(failures: Map<string, Error>): Promise<void> {
    const refresh = async (recorded: Recorded): Promise<void> => {
      const { name, kind } = recorded;
      try {
        const read = await this.operations(kind).read(recorded.id, recorded.outputs);
        if (read.id === "") this.#state.delete(name);
        else {
          const { id, props: outputs, inputs = recorded.inputs } = read;
          this.#state.set(name, { ...recorded, id, outputs, inputs });
        }
      } catch (error) {
        failures.set(name, error as Error);
      }
    };
    await Promise.all([...this.#state.values()].map(refresh));
  }

  async #plan({ kind, name, inputs: given }: Declared): Promise<Plan> {
    const known = this.#state.get(name);
    const all = this.operations(kind);
    const { inputs, failures = [] } = await all.check(known?.inputs ?? {}, given);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    if (known === undefined) return { action: "create", inputs };
    const { changes, replaces } = await all.diff(known.id, known.outputs, inputs);
    if (replaces.length > 0) return { action: "replace", inputs };
    return { action: changes || known.isHalf === true ? "update" : "same", inputs };
  }

  async #converge(declared: Declared): Promise<string | undefined> {
    const { kind, name, needs } = declared;
    const all = this.operations(kind);
    const { action, inputs } = await this.#plan(declared);
    const known = this.#state.get(name);
    if (action === "same" || (known !== undefined && action === "update")) {
      if (known === undefined) return undefined;
      const outputs =
        action === "same"
          ? known.outputs
          : (await all.update(known.id, known.outputs, inputs)).outs;
      this.#state.set(name, { kind, name, needs, id: known.id, inputs, outputs });
      return action === "same" ? undefined : "updated";
    }
    if (known !== undefined) {
      await all.delete(known.id, known.outputs);
      this.#state.delete(name);
    }
    try {
      const { id, outs: outputs } = await all.create(inputs);
      this.#state.set(name, { kind, name, needs, id, inputs, outputs });
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: Bag };
      if (id !== undefined && properties !== undefined) {
        this.#state.set(name, { kind, name, needs, id, inputs, outputs: properties, isHalf: true });
      }
      throw error;
    }
    return known === undefined ? "created" : "replaced";
  }

  /** What others need is deleted after them; state has them in the order in which they were made. */
  async #deleteAll(
    names: readonly string[],
    steps: string[],
    failures: Map<string, Error>,
    { onRecorded, until }: RunOptions,
  ): Promise<void> {
    if (until !== undefined && !names.includes(until)) return;
    for (const name of inOrderOfNeed(names, this.#state).reverse()) {
      const recorded = this.#state.get(name);
      if (recorded === undefined || failures.has(name)) continue;
      const dependents = [...this.#state.values()].filter(({ needs }) => needs.includes(name));
      if (dependents.some((dependent) => failures.has(dependent.name))) {
        failures.set(name, new NotTried(name));
        continue;
      }
      try {
        await this.operations(recorded.kind).delete(recorded.id, recorded.outputs);
        this.#state.delete(name);
        steps.push(`deleted ${name}`);
      } catch (error) {
        failures.set(name, error as Error);
        continue;
      }
      await onRecorded?.(name);
      if (name === until) return;
    }
  }
}

interface Plan {
  readonly action: "create" | "update" | "replace" | "same";
  readonly inputs: Bag;
}

/** A resource that waits for one that failed. */
class NotTried extends Error {}

function onlyTried(failures: ReadonlyMap<string, Error>): ReadonlyMap<string, Error> {
  return new Map([...failures].filter(([, error]) => !(error instanceof NotTried)));
}

/** What is needed first; a resource that was made anew stands late in the state. */
function inOrderOfNeed(names: readonly string[], state: State): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    if (ordered.has(name)) return;
    for (const need of state.get(name)?.needs ?? []) if (names.includes(need)) add(need);
    ordered.add(name);
  };
  for (const name of names) add(name);
  return [...ordered];
}
