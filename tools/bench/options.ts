import { parseArgs } from "node:util";
import { UserError } from "../../host/errors";

/** What is to be measured. */
export interface BenchOptions {
  /** Numbers of guests. */
  readonly guests: readonly number[];
  /** What each request takes beside its work, in milliseconds. */
  readonly delays: readonly number[];
  /** How often each is measured; the median counts. */
  readonly rounds: number;
  /** Whether fifty copies of a layer are timed as well. */
  readonly clones: boolean;
  /** Whether docs/ gets the results. */
  readonly write: boolean;
}

const usage = `npm run bench -- [--guests 10,50,100,200,1000] [--delays 0,5,20] [--rounds 3] [--no-clones] [--write]`;

/** @throws {UserError} with the usage, where the words are not those. */
export function benchOptions(words: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        guests: { type: "string", default: "10,50,100,200,1000" },
        delays: { type: "string", default: "0,5,20" },
        rounds: { type: "string", default: "3" },
        "no-clones": { type: "boolean", default: false },
        write: { type: "boolean", default: words.length === 0 },
      },
    });
    return {
      guests: numbers(values.guests, 10),
      delays: numbers(values.delays, 0),
      rounds: numbers(values.rounds, 1)[0] ?? 1,
      clones: !values["no-clones"],
      write: values.write,
    };
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${usage}`);
  }
}

function numbers(text: string, least: number): number[] {
  const all = text.split(",").map(Number);
  if (all.every((value) => Number.isInteger(value) && value >= least)) return all;
  throw new Error(`${text} are no whole numbers from ${least} on`);
}
