import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load";
import { UserError } from "../host/errors";
import { heal, look, openStack } from "./drift/look";
import { withNames } from "./drift/names";
import { driftPage } from "./drift/page";
import type { DriftReport } from "./drift/report";
import { withTimes } from "./drift/since";
import { driftLines } from "./drift/table";
import { connection } from "./lib/stack";

/** Looks once, tells it, and heals where that is wished: 0 where all is as declared, 2 where something is not. */
async function drift([stackName = "", ...words]: string[]): Promise<number> {
  const { output, wish, configFile } = wishes(words);
  const get = connection(stackName, configFile);
  const mode = wish ?? get("drift") ?? "report";
  if (mode !== "report" && mode !== "heal") {
    throw new UserError(`phoenix:drift: "${mode}" is neither report nor heal`);
  }
  const stack = await openStack(stackName, process.cwd());
  const told = async (): Promise<DriftReport> => {
    const found = await look(stack, configFile);
    const { config } = loadConfig({
      directory: path.resolve(get("config") ?? "config"),
      stack: stackName,
    });
    const named = config === undefined ? found : withNames(found, config);
    const report = withTimes(named, read(output));
    write(output, report);
    for (const line of driftLines(report)) console.log(line);
    return report;
  };
  const { drifts } = await told();
  console.log(`\n${path.relative(process.cwd(), path.join(output, "drift.html"))}`);
  if (drifts.length === 0) return 0;
  if (mode === "report") return 2;
  if (drifts.some(({ cause }) => cause === "config")) {
    console.log("Nothing is healed: changes of the configuration wait for somebody's pulumi up.");
    return 2;
  }
  const doomed = new Set(drifts.flatMap((each) => (each.destroys === true ? [each.resource] : [])));
  if (doomed.size > 0) {
    console.log(`Nothing is healed: ${[...doomed].join(", ")} would be destroyed and made anew.`);
    return 2;
  }
  console.log("\nHealing …\n");
  await heal(stack, configFile);
  return (await told()).drifts.length === 0 ? 0 : 2;
}

interface Wishes {
  readonly output: string;
  readonly wish: "heal" | "report" | undefined;
  readonly configFile: string | undefined;
}

function wishes(words: string[]): Wishes {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        heal: { type: "boolean" },
        report: { type: "boolean" },
        "config-file": { type: "string" },
        output: { type: "string", default: ".phoenix/drift" },
      },
    });
    const wish = values.heal === true ? "heal" : values.report === true ? "report" : undefined;
    return { output: path.resolve(values.output), wish, configFile: values["config-file"] };
  } catch (error) {
    const usage = "npm run drift [-- --report | --heal] [--output FOLDER] [--config-file FILE]";
    throw new UserError(`${(error as Error).message}\n${usage}`);
  }
}

/** The report of the look before; one that cannot be read is none. */
function read(folder: string): DriftReport | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, "drift.json"), "utf8")) as DriftReport;
  } catch {
    return undefined;
  }
}

function write(folder: string, report: DriftReport): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "drift.json"), `${JSON.stringify(report, null, 2)}\n`);
  fs.writeFileSync(path.join(folder, "drift.html"), driftPage(report));
}

drift(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
