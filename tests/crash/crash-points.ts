import { Engine, type State } from "../engine/engine";
import { aroundWrites, type Write } from "../engine/writes";
import { World } from "../lifecycle/world";
import { normalForm } from "./normal-form";
import type { Outcome, Point } from "./point";
import { settle, type Scenario } from "./scenario";
import { tryPoint, type Goal } from "./trial";

/** Which points are tried. */
export interface Choice {
  /** Whether the run is killed at this side of this write. */
  isTried(scenario: string, write: Write, side: Point["side"]): boolean;
  /** Whether what follows is run to its end; otherwise as far as the resource that the killed run was at. */
  isWhole(scenario: string, write: Write, side: Point["side"]): boolean;
}

/** What is done with a copy of the host at a point. */
export type Resume = (scenario: Scenario, point: Point, goal: Goal) => Promise<Outcome>;

/** What was found in one scenario. */
export interface Found {
  readonly scenario: string;
  /** How many calls of the undisturbed run change the host. */
  readonly writes: number;
  /** Resources that it made, changed or deleted. */
  readonly steps: number;
  /** Points that were tried; one that leaves exactly what the point before it left is tried with that. */
  readonly tried: number;
  readonly failed: readonly Outcome[];
}

/**
 * Goes through the scenarios on one embedded host, one after the other and undisturbed. At each of their writes it
 * keeps a copy of the host and of Pulumi's state, as a run that is killed there leaves them. When the resource is done,
 * each copy is resumed and has to come to the same; from there on it would be the undisturbed run once more.
 */
export async function tryCrashPoints(
  scenarios: readonly Scenario[],
  choice: Choice,
  say: (line: string) => void,
  resume: Resume = tryPoint,
): Promise<readonly Found[]> {
  const world = await World.open();
  const engine = new Engine((kind) => world.operations(kind));
  let recorder: Recorder | undefined;
  aroundWrites(world.host, (write, send) => recorder?.around(write, send) ?? send());
  const all: Found[] = [];
  try {
    for (const scenario of scenarios) {
      settle(world, scenario);
      for (const edit of scenario.edits) await world.shell(edit);
      const mine = new Recorder(world, engine, scenario, choice, say, resume);
      recorder = mine;
      const { steps, failures } = await scenario.run(engine, {
        onRecorded: (name) => mine.reached(name),
      });
      recorder = undefined;
      for (const [name, { message }] of failures) {
        throw new Error(`${scenario.name}, undisturbed: ${name}: ${message}`);
      }
      await mine.reached(undefined);
      all.push({ ...mine.found, steps: steps.length });
    }
  } finally {
    await world.close();
  }
  return all;
}

/** Keeps what a killed run would leave, and resumes it once it is known where that has to lead. */
class Recorder {
  #first: number | undefined;
  #writes = 0;
  #tried = 0;
  #resumed = 0;
  #last: Point | undefined;
  #points: Point[] = [];
  readonly #whole: Point[] = [];
  readonly #failed: Outcome[] = [];
  readonly #done = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly engine: Engine,
    private readonly scenario: Scenario,
    private readonly choice: Choice,
    private readonly say: (line: string) => void,
    private readonly resume: Resume,
  ) {}

  get found(): Omit<Found, "steps"> {
    const { scenario } = this;
    return {
      ...{ scenario: scenario.name, writes: this.#writes },
      ...{ tried: this.#tried, failed: this.#failed },
    };
  }

  async around<T>(write: Write, send: () => Promise<T>): Promise<T> {
    this.#first ??= write.number;
    this.#writes += 1;
    const mine = { ...write, number: write.number - this.#first + 1 };
    this.#keep(mine, "before");
    try {
      return await send();
    } finally {
      await this.world.embedded.idle();
      this.#keep(mine, "after");
    }
  }

  /** The undisturbed run has done a resource, or (undefined) everything. */
  async reached(until: string | undefined): Promise<void> {
    if (until !== undefined) this.#done.add(until);
    const points = until === undefined ? this.#whole.splice(0) : this.#points.splice(0);
    if (points.length === 0) return;
    await this.world.embedded.idle();
    const { embedded } = this.world;
    const isDone = (name: string) => until === undefined || this.#done.has(name);
    const goal: Goal = {
      ...{ until, isDone },
      form: normalForm(embedded.snapshotState(), this.engine.state, isDone),
      datasets: new Set(embedded.node.zfs.state.datasets.keys()),
    };
    for (const point of points) {
      const outcome = await this.resume(this.scenario, point, goal);
      this.#resumed += 1;
      if (this.#resumed % 20 === 0)
        this.say(`${this.scenario.name}: ${this.#resumed} runs resumed`);
      if (outcome.problems.length === 0) continue;
      this.#failed.push(outcome);
      this.say(`FAILED ${outcome.point}\n  ${outcome.problems.join("\n  ")}`);
    }
  }

  #keep(write: Write, side: Point["side"]): void {
    const { name } = this.scenario;
    if (!this.choice.isTried(name, write, side)) return;
    this.#tried += 1;
    const host = JSON.stringify(this.world.embedded.snapshotState());
    const point: Point = { scenario: name, write, side, host, state: this.engine.state };
    const isWhole = this.choice.isWhole(name, write, side);
    // Nothing has happened between the end of a write and the beginning of the next one.
    if (!isWhole && this.#last !== undefined && isSame(this.#last, point)) return;
    this.#last = point;
    (isWhole ? this.#whole : this.#points).push(point);
  }
}

function isSame(one: Point, other: Point): boolean {
  return one.host === other.host && stateText(one.state) === stateText(other.state);
}

function stateText(state: State): string {
  return JSON.stringify([...state]);
}
