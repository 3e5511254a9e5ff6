import { chosenSeed } from "../crash/random";
import { applyHostile } from "./on-host";
import { validateHostile } from "./validation";

// `npm run test:hostile` tries 10,000 for each field; the printed seed repeats a run.
const seed = chosenSeed();

beforeAll(() => {
  process.stderr.write(`hostile strings of seed ${seed} (PHOENIX_SEED)\n`);
  jest.spyOn(console, "log").mockImplementation();
});

test("a field takes hostile text only as text: no control character, no second line, no half character", () => {
  const { problems, accepted, refused } = validateHostile({ strings: 100, crossed: 0.1 }, seed);
  expect(problems).toEqual([]);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(accepted);
}, 300_000);

test("hostile text that a field takes is to the host's programs nothing but the one value, and a name like others", async () => {
  const { problems, tried } = await applyHostile(2, seed);
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(20);
}, 300_000);
