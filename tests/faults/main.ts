import { addToReport, replaceFaults } from "../crash/report";
import { runFaults } from "./run-faults";
import { fullRun, type Say } from "../workshop/full-run";

/** `npm run test:faults [-- PATTERN]`: each fault, at each write that it can strike at. */
async function main(say: Say): Promise<boolean> {
  const [pattern] = process.argv.slice(2);
  const asked = new RegExp(pattern ?? "");
  const all = await runFaults((fault) => asked.test(fault), say);
  const results = all.filter(({ tried }) => tried > 0);
  for (const { name, tried, passed, told, messages } of results) {
    say(`${name}: ${tried} tried, ${passed} passed, ${told} told`);
    for (const message of messages) say(`  ${message.replaceAll("\n", "\n    ")}`);
  }
  const faults = Object.fromEntries(
    results.map(({ name, tried, passed, told }) => [name, { tried, passed, told }]),
  );
  // Those that were not asked for keep what was found of them before.
  if (pattern === undefined) replaceFaults(faults);
  else addToReport({ faults });
  return results.every(({ failed }) => failed.length === 0);
}

fullRun(main);
