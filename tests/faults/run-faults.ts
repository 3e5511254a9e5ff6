import { tryCrashPoints } from "../crash/crash-points";
import type { Scenario } from "../crash/scenario";
import { callOf, type Fault } from "./fault";
import { hostFaults } from "./host-faults";
import { program } from "./program";
import { sleepQuickly } from "./quick-sleep";
import { requestFaults } from "./request-faults";
import { taskFaults } from "./task-faults";
import { tryFault } from "./try-fault";

const faults: readonly Fault[] = [...requestFaults, ...taskFaults, ...hostFaults];

/** What became of the runs with one kind of fault. */
export interface FaultResult {
  readonly name: string;
  tried: number;
  /** Ended well. */
  passed: number;
  /** Ended in one clear error, and were made good by the next run. */
  told: number;
  /** What those errors said. */
  readonly messages: Set<string>;
  readonly failed: string[];
}

const scenario: Scenario = {
  name: "faults",
  edits: [],
  sambaPassword: "correct horse",
  run: (engine, options) => engine.up(program, options),
};

/** Has each fault strike at the writes of a run that `isTried` chooses. */
export async function runFaults(
  isTried: (fault: string, write: number) => boolean,
  say: (line: string) => void,
): Promise<readonly FaultResult[]> {
  const results = faults.map(({ name }): FaultResult => ({
    ...{ name, tried: 0, passed: 0, told: 0 },
    ...{ messages: new Set<string>(), failed: [] },
  }));
  const wake = sleepQuickly();
  try {
    await tryCrashPoints(
      [scenario],
      { isTried: (_scenario, _write, side) => side === "before", isWhole: () => true },
      say,
      async (_scenario, point, goal) => {
        for (const [index, fault] of faults.entries()) {
          const result = results[index];
          if (result === undefined || !fault.fits(callOf(point.write.what))) continue;
          if (!isTried(fault.name, point.write.number)) continue;
          const { problems, told, hasStruck } = await tryFault(fault, scenario, point, goal);
          if (!hasStruck) continue;
          result.tried += 1;
          if (told !== undefined) result.messages.add(told);
          const where = `${fault.name}, at ${point.write.number}, ${point.write.what}`;
          if (problems.length > 0) {
            result.failed.push(where);
            say(`FAILED ${where}\n  ${problems.join("\n  ")}`);
          } else if (told === undefined) result.passed += 1;
          else result.told += 1;
        }
        return { point: point.write.what, problems: [] };
      },
    );
  } finally {
    wake();
  }
  return results;
}
