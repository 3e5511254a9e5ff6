import { chosenSeed } from "../crash/random";
import { addToReport } from "../crash/report";
import { applyHostile } from "./on-host";
import { validateHostile } from "./validation";
import { fullRun, type Say } from "../workshop/full-run";

const strings = 10_000;
const crossed = 2;
const times = 25;

/** `npm run test:hostile`: 10,000 hostile strings for each field that takes text; those that are taken, on a host. */
async function main(say: Say): Promise<boolean> {
  const seed = chosenSeed();
  say(`seed ${seed}`);
  const validated = validateHostile({ strings, crossed }, seed);
  const { fields, tried, refused, accepted } = validated;
  say(`${fields} fields, ${tried} strings, ${refused} refused, ${accepted} taken as text`);
  say(`${validated.crossed} read with everything around them`);
  const applied = await applyHostile(times, seed);
  say(`${applied.tried} texts in ${applied.fields} fields on hosts`);
  const problems = [...validated.problems, ...applied.problems];
  for (const problem of problems) say(`FAILED ${problem}`);
  addToReport({
    hostile: {
      ...{ seed, fields, tried, refused, accepted, crossed: validated.crossed },
      ...{ applied: applied.tried, appliedFields: applied.fields, problems: problems.length },
    },
  });
  return problems.length === 0;
}

fullRun(main);
