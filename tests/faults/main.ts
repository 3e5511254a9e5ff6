import { addToReport, replaceFaults } from "../crash/report";
import { chosenSeed } from "../crash/random";
import { runFaults } from "./run-faults";

/** `npm run test:faults [-- PATTERN]`: each fault, at each write that it can strike at. */
async function main(): Promise<number> {
  const started = Date.now();
  const say = (line: string) => {
    process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s: ${line}\n`);
  };
  // What the lifecycles say of their progress.
  console.log = () => undefined;
  const [pattern] = process.argv.slice(2);
  const asked = new RegExp(pattern ?? "");
  const all = await runFaults((fault) => asked.test(fault), say);
  const results = all.filter(({ tried }) => tried > 0);
  for (const { name, tried, passed, told, messages } of results) {
    say(`${name}: ${tried} tried, ${passed} passed, ${told} told`);
    for (const message of messages) say(`  ${message.replaceAll("\n", "\n    ")}`);
  }
  const seed = chosenSeed();
  const figures = results.map(
    ({ name, tried, passed, told }) => [name, { seed, tried, passed, told }] as const,
  );
  const faults = Object.fromEntries(figures);
  // Those that were not asked for keep what was found of them before.
  if (pattern === undefined) replaceFaults(faults);
  else addToReport({ faults });
  return results.some(({ failed }) => failed.length > 0) ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
