import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { tryCrashPoints, type Found } from "./crash-points";
import { killPrograms } from "./kill-programs";
import { changedProgram, wholeProgram } from "./programs";
import { chosenSeed, randomFrom } from "./random";
import { addToReport } from "./report";
import { scenariosOf } from "./scenario";
import { fullRun, type Say } from "../workshop/full-run";

/** Of the runs that are resumed, how many are followed to their end. */
const wholeShare = 0.015;

const kills = 20;

/**
 * `npm run test:crash [-- up heal update destroy kills]`: every crash point of all or some scenarios, and kills of the
 * real program. Tells what it finds, and writes docs/reliability.md.
 */
async function main(say: Say): Promise<boolean> {
  const seed = chosenSeed();
  say(`seed ${seed}`);
  const asked = process.argv.slice(2);
  const isAsked = (name: string) => asked.length === 0 || asked.includes(name);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-crash-"));
  try {
    const scenarios = scenariosOf(await wholeProgram(), await changedProgram(directory));
    const last = scenarios.findLastIndex(({ name }) => isAsked(name));
    const random = randomFrom(seed);
    const found = await tryCrashPoints(
      scenarios.slice(0, last + 1),
      { isTried: isAsked, isWhole: () => random() < wholeShare },
      say,
    );
    const asFar = found.filter(({ scenario }) => isAsked(scenario));
    for (const { scenario, writes, steps, tried, failed } of asFar) {
      const survived = tried - failed.length;
      say(`${scenario}: ${steps} resources, ${writes} writes, ${survived} of ${tried} survived`);
    }
    addToReport({ crash: figures(asFar, seed) });
    const isBroken = asFar.some(({ failed }) => failed.length > 0);
    if (!isAsked("kills")) return !isBroken;
    const survived = killPrograms(kills, seed);
    say(`real program: ${survived} of ${kills} kills survived`);
    addToReport({ kills: { seed, tried: kills, survived } });
    return !isBroken && survived === kills;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function figures(found: readonly Found[], seed: number) {
  return Object.fromEntries(
    found.map(({ scenario, writes, tried, failed }) => [
      scenario,
      { seed, writes, tried, survived: tried - failed.length },
    ]),
  );
}

fullRun(main);
