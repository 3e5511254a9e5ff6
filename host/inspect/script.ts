import fs from "node:fs";
import path from "node:path";
import type { InspectScripts } from "../inspection";
import { quoteArgv } from "../quote";
import { inMachineScript } from "../scripts";
import { healthArgs } from "./health";

/** What one function of scripts/inspect/ prints: the least that is read by itself. */
export type Group = (typeof groups)[number];

/** In the order in which they are read. */
export const groups = [
  "node",
  "hostname",
  "timezone",
  "boot",
  "memory",
  "pools",
  "datasets",
  "volumes",
  "disks",
  "arc",
  "apt-sources",
  "packages",
  "unit-names",
  "chrony",
  "nfs",
  "samba",
  "apparmor",
  "network",
  "firewall",
  "cards",
  "nvidia",
  "gpu-modes",
  "devices",
  "users",
  "storages",
  "templates",
  "guests",
  "tasks",
] as const;

/** What is read by name. */
export interface Names {
  readonly paths: readonly string[];
  readonly units: readonly string[];
  /** vmids of guests whose features are asked for their facts. */
  readonly guests: readonly string[] | "all";
  /** Checks of guests, as askHealth makes them. */
  readonly checks: readonly string[];
}

/** The script that prints groups, and what is asked for by name. It reads its mark and the node's name from `$1` and `$2`. */
export function composeScript(
  wanted: ReadonlySet<Group>,
  { paths, units, guests, checks }: Names,
  features: InspectScripts,
): string {
  const printed = groups.filter((group) => wanted.has(group));
  const asksGuests = guests === "all" || guests.length > 0;
  return [
    "mark=$1\nnode=$2",
    functions("sections"),
    ...printed.map(functions),
    ...(paths.length > 0 ? [functions("policy"), functions("paths")] : []),
    ...(units.length > 0 ? [functions("units")] : []),
    ...(checks.length > 0 ? [functions("health")] : []),
    ...(asksGuests || checks.length > 0 ? [printer("in_machine", inMachineScript())] : []),
    ...(asksGuests ? [featurePrinters(features), functions("facts")] : []),
    ...printed.map((group) => `print_${group.replaceAll("-", "_")}`),
    ...(paths.length > 0 ? [quoteArgv(["print_paths", ...paths])] : []),
    ...(units.length > 0 ? [quoteArgv(["print_units", ...units])] : []),
    ...(asksGuests ? [quoteArgv(["print_facts", ...(guests === "all" ? [] : guests)])] : []),
    ...(checks.length > 0 ? [quoteArgv(["print_health", ...checks.flatMap(healthArgs)])] : []),
    "section end\n",
  ].join("\n");
}

const texts = new Map<string, string>();

function functions(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const file = path.join(__dirname, "..", "scripts", "inspect", `${name}.sh`);
  const text = fs.readFileSync(file, "utf8");
  texts.set(name, text);
  return text;
}

/** Functions that print the features' inspect scripts: `common_of_features`, and `feature_NAME` of each. */
function featurePrinters({ common, features }: InspectScripts): string {
  const each = Object.entries(features).map(([name, script]) => printer(`feature_${name}`, script));
  return [printer("common_of_features", common), ...each].join("");
}

function printer(name: string, script: string): string {
  return `${name}() {\ncat <<'END OF ${name}'\n${script}\nEND OF ${name}\n}\n`;
}
