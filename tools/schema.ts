import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./schema/generated";

const project = join(__dirname, "..");

process.exitCode = main(process.argv.includes("--check"));

/** Writes the generated files that differ; where it should only check, names them and returns 1. */
function main(onlyCheck: boolean): number {
  const stale = Object.entries(generatedFiles()).filter(([file, text]) => {
    const path = join(project, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  for (const [file, text] of stale) {
    if (!onlyCheck) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
    console.log(onlyCheck ? `${file} is out of date: npm run schema` : `${file} written`);
  }
  return onlyCheck && stale.length > 0 ? 1 : 0;
}
