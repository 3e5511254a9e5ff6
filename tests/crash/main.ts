import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { tryCrashPoints } from "./crash-points";
import { changedProgram, wholeProgram } from "./programs";
import { chosenSeed, randomFrom } from "./random";
import { scenariosOf } from "./scenario";

async function main(): Promise<void> {
  const started = Date.now();
  const say = (line: string) => process.stderr.write(`${((Date.now() - started) / 1000).toFixed(0)} s ${line}\n`);
  console.log = () => undefined;
  const seed = chosenSeed();
  const random = randomFrom(seed);
  const share = Number(process.env["PHOENIX_SHARE"] ?? "1");
  say(`seed ${seed}`);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-crash-"));
  const scenarios = scenariosOf(await wholeProgram(), await changedProgram(directory));
  const only = process.env["PHOENIX_SCENARIOS"]?.split(",");
  const found = await tryCrashPoints(
    scenarios,
    { isTried: (name) => (only?.includes(name) ?? true) && random() < share, isWhole: () => random() < 0.02 },
    say,
  );
  for (const { scenario, writes, steps, tried, failed } of found)
    say(`${scenario}: ${writes} writes, ${steps} steps, ${tried} points, ${failed.length} failed`);
}
main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
