import { testInGuests } from "./real/guests";
import { keepMachine, testInMachine } from "./real/in-machine";
import { hasTests } from "./real/suite";

const say = (line: string) => console.log(line);

/** In the order in which they run: guests take seconds to start, the machine minutes. */
const suites = [
  { config: "guest/jest.config.cjs", test: testInGuests },
  { config: "jest.config.cjs", test: testInMachine },
] as const;

/**
 * `npm run test:real [-- PATTERN…]`: tests against the real programs, in guests and in a machine that it makes, starts
 * and ends. `--keep` leaves the machine running until Ctrl-C instead of testing, and says how others reach it.
 */
async function main(): Promise<number> {
  const patterns = process.argv.slice(2);
  if (patterns.includes("--keep")) return keepMachine(say);
  let found = false;
  let worst = 0;
  for (const { config, test } of suites) {
    if (!(await hasTests(config, patterns))) continue;
    found = true;
    worst = Math.max(worst, await test(config, patterns, say));
  }
  if (!found) throw new Error(`No test with the real programs is called ${patterns.join(", ")}.`);
  return worst;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
