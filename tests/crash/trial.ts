import type { Json } from "../../embedded/contract";
import { Engine, type Done } from "../engine/engine";
import { aroundWrites } from "../engine/writes";
import { World } from "../lifecycle/world";
import { markVolumes } from "./markers";
import { differences, normalForm, type NormalForm } from "./normal-form";
import { titleOf, type Outcome, type Point } from "./point";
import { settle, type Scenario } from "./scenario";

/** Where the undisturbed run was, and how the host was there. */
export interface Goal {
  /** The resource up to which the run had come; undefined for the whole run. */
  readonly until: string | undefined;
  readonly form: NormalForm;
  /** Whether the run was through with a resource. */
  readonly isDone: (name: string) => boolean;
  /** Names of the datasets that are there. */
  readonly datasets: ReadonlySet<string>;
}

/**
 * What happens after the kill: the same command once more, which has to end well and bring the host to where the
 * undisturbed run brought it; and a third time, which has to change nothing. No volume that the undisturbed run keeps
 * may be emptied or made anew.
 */
export async function tryPoint(scenario: Scenario, point: Point, goal: Goal): Promise<Outcome> {
  const world = await World.open(JSON.parse(point.host) as Json);
  settle(world, scenario);
  let writes: string[] = [];
  aroundWrites(world.host, ({ what }, send) => {
    writes.push(what);
    return send();
  });
  const problems: string[] = [];
  const fail = (run: string, { failures }: Done) => {
    for (const [name, { message }] of failures) problems.push(`${run}: ${name}: ${message}`);
  };
  try {
    const lost = markVolumes(world.embedded);
    const engine = new Engine((kind) => world.operations(kind), point.state);
    const options = goal.until === undefined ? {} : { until: goal.until };
    fail("rerun", await scenario.run(engine, options));
    await world.embedded.idle();
    const form = normalForm(world.embedded.snapshotState(), engine.state, goal.isDone);
    problems.push(...differences(goal.form, form).slice(0, 20));
    problems.push(
      ...lost()
        .filter((name) => goal.datasets.has(name))
        .map((name) => `${name}: its data are gone`),
    );
    writes = [];
    world.host.forget();
    const third = await scenario.run(engine, options);
    fail("third run", third);
    problems.push(...third.steps.map((step) => `third run: ${step}`));
    problems.push(...writes.map((what) => `third run: ${what}`));
  } catch (error) {
    problems.push(String(error));
  } finally {
    await world.close();
  }
  return { point: titleOf(point), problems };
}
