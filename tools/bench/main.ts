import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chart } from "./chart";
import { measure } from "./measure";
import { benchOptions } from "./options";
import { page } from "./page";

const docs = path.resolve(__dirname, "../../docs");

/** `npm run bench`, after set-up: measures, and writes what it found into docs/ where it measured all. */
async function main(words: readonly string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const options = benchOptions(words);
  const measured = await measure(options, say);
  const date = new Date().toISOString().slice(0, 10);
  const results = { date, processors: os.availableParallelism(), ...measured };
  const text = page(results);
  if (!options.write) {
    say(`\n${text}`);
    return;
  }
  fs.writeFileSync(path.join(docs, "bench.json"), `${JSON.stringify(results, null, 2)}\n`);
  fs.writeFileSync(path.join(docs, "bench.svg"), chart(results, Math.max(...options.delays)));
  fs.writeFileSync(path.join(docs, "bench.md"), text);
  say("Written to docs/bench.md, docs/bench.json and docs/bench.svg.");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
