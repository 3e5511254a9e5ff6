import type { Json } from "../../embedded/contract";
import { differences, normalForm } from "../crash/normal-form";
import { markVolumes } from "../crash/markers";
import type { Point } from "../crash/point";
import { settle, type Scenario } from "../crash/scenario";
import type { Goal } from "../crash/trial";
import { Engine, type Done } from "../engine/engine";
import { aroundWrites } from "../engine/writes";
import { World } from "../lifecycle/world";
import { callOf, type Fault } from "./fault";

/** How a run with a fault ended. */
export interface Suffered {
  readonly problems: readonly string[];
  /** The error that it ended with; undefined for one that ended well. */
  readonly told: string | undefined;
  /** False where the run had nothing more to do with what the fault waited for. */
  readonly hasStruck: boolean;
}

/**
 * Goes on from a point, where the fault strikes at the next write. The run has to end well, or with one clear error; then
 * the next run, of a new process, has to make the host what it would have been, and a third one changes nothing.
 */
export async function tryFault(
  fault: Fault,
  scenario: Scenario,
  point: Point,
  goal: Goal,
): Promise<Suffered> {
  const world = await World.open(JSON.parse(point.host) as Json);
  settle(world, scenario);
  const problems: string[] = [];
  let told: string | undefined;
  let hasMet = false;
  try {
    const lost = markVolumes(world.embedded);
    let hasStruck = false;
    aroundWrites(world.host, async ({ what }, send) => {
      if (!hasStruck) {
        hasStruck = true;
        await fault.strike(world, callOf(what));
      }
      return send();
    });
    const engine = new Engine((kind) => world.operations(kind), point.state);
    const first = await scenario.run(engine);
    told = tellsOne(first, fault, problems);
    // What is not ordered from the host's faults is done when it strikes.
    hasMet = world.embedded.faults.struck > 0 || !world.embedded.faults.isArmed;
    world.embedded.faults.clear();
    await fault.repair?.(world);
    await world.embedded.idle();
    await world.renew();
    problems.push(...failuresOf("next run", await scenario.run(engine)));
    await world.embedded.idle();
    const form = normalForm(world.embedded.snapshotState(), engine.state, goal.isDone);
    problems.push(...differences(goal.form, form).slice(0, 20));
    problems.push(...lost().map((name) => `${name}: its data are gone`));
    world.host.forget();
    const before = world.mutations;
    const third = await scenario.run(engine);
    problems.push(...failuresOf("third run", third), ...third.steps);
    if (world.mutations !== before) problems.push("the third run changes the host");
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await world.close();
  }
  return { problems, told, hasStruck: hasMet || problems.length > 0 };
}

/** The one error of a run, which has to be fit for people. */
function tellsOne({ failures }: Done, fault: Fault, problems: string[]): string | undefined {
  const messages = [...new Set([...failures.values()].map(({ message }) => message))];
  const [told] = messages;
  if (told === undefined) return undefined;
  if (fault.mustPass === true) problems.push(`it ends in an error: ${told}`);
  if (messages.length > 1) problems.push(`${messages.length} errors: ${messages.join(" | ")}`);
  if (/\n\s+at |undefined|\[object|TypeError|fetch failed/.test(told)) {
    problems.push(`no text for people: ${told}`);
  }
  if (fault.tells?.test(told) === false) problems.push(`it does not say what is wrong: ${told}`);
  return told;
}

function failuresOf(run: string, { failures }: Done): string[] {
  return [...failures].map(([name, { message }]) => `${run}: ${name}: ${message}`);
}
