import os from "node:os";
import { measure } from "./measure";
import { benchOptions } from "./options";

/** `npm run bench`, after set-up. */
async function main(words: readonly string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const results = await measure(benchOptions(words), say);
  process.stdout.write(JSON.stringify({ processors: os.availableParallelism(), ...results }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
