import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { tryCrashPoints } from "./crash-points";
import { changedProgram, wholeProgram } from "./programs";
import { chosenSeed, randomFrom } from "./random";
import { scenariosOf } from "./scenario";

jest.setTimeout(1_200_000);

const seed = chosenSeed();
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-crash-"));

beforeAll(() => {
  jest.spyOn(console, "log").mockImplementation();
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

// Which runs are killed follows from the seed: what is healed, or what is changed and destroyed.
const killed = seed % 2 === 0 ? ["up", "heal"] : ["up", "update", "destroy"];

// `npm run test:crash` takes every point; here it is some five of them, others each time.
test(`a run that is killed at one of its writes is resumed by the same command (PHOENIX_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const all = scenariosOf(await wholeProgram(), await changedProgram(directory));
  const scenarios = all.filter(({ name }) => killed.includes(name));
  const said: string[] = [];
  const found = await tryCrashPoints(
    scenarios,
    { isTried: () => random() < 0.006, isWhole: () => false },
    (line) => said.push(line),
  );
  expect(said).toEqual([]);
  expect(found.map(({ scenario }) => scenario)).toEqual(killed);
  for (const { writes } of found) expect(writes).toBeGreaterThan(30);
});
