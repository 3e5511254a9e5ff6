import { PropertyReader } from "../../zfs/property-lookup";
import type { DatasetKind } from "../../zfs/property-table";
import { findProperty, isUserProperty } from "../../zfs/property-table";
import type { Zfs } from "../../zfs/zfs";
import { lastValue, parseOptions } from "../options";
import type { Program } from "../program";
import type { Column } from "./columns";
import { layOut, tabbed } from "./columns";
import { displayed } from "./display";
import { datasetsAsJson } from "./json-output";
import { parseTypes, selectSubjects } from "./subjects";
import { badOption, missingValue, usageError } from "./usage";

/** `zfs list`. */
export function zfsList(zfs: Zfs): Program {
  return (args) => {
    const parsed = parseOptions(args, {
      short: "Hpjrd:o:s:S:t:",
      long: ["json", "json-int"],
      strict: true,
      unknown: badOption("zfs", "list"),
      missing: missingValue("zfs", "list"),
    });
    const { flags, rest } = parsed;
    const fail = (problem: string) => usageError("zfs", "list", problem);
    const columns = expandShorthand(lastValue(parsed, "o") ?? "name,used,avail,refer,mountpoint");
    for (const column of columns) {
      if (!findProperty(column) && !isUserProperty(column)) {
        throw fail(`bad property list: invalid property '${column}'`);
      }
    }
    const sorting = lastValue(parsed, "s") ?? lastValue(parsed, "S");
    if (sorting !== undefined && !findProperty(sorting) && !isUserProperty(sorting)) {
      throw fail(`invalid property '${sorting}'`);
    }
    const asked = lastValue(parsed, "t");
    const depth = lastValue(parsed, "d");
    const named = rest.some((name) => name.includes("@"));
    const types: Set<DatasetKind> =
      asked === undefined
        ? new Set(named ? ["filesystem", "volume", "snapshot"] : ["filesystem", "volume"])
        : parseTypes(asked, fail);
    // Asking for snapshots of a dataset by their type means those of the dataset itself.
    const implied = asked !== undefined && types.has("snapshot") ? 1 : 0;
    const levels = depth !== undefined ? Number(depth) : flags.has("r") ? Infinity : implied;
    const reader = new PropertyReader(zfs.state);
    const { subjects, errors } = selectSubjects(zfs, reader, { names: rest, types, depth: levels });
    if (sorting !== undefined) {
      const sign = parsed.values.has("S") ? -1 : 1;
      const key = (at: number) => reader.read(subjects[at] ?? none(), sorting).value;
      const order = subjects.map((_, at) => at).sort((a, b) => sign * compare(key(a), key(b)));
      subjects.splice(0, subjects.length, ...order.flatMap((at) => subjects[at] ?? []));
    }
    const parsable = flags.has("p");
    const result = {
      stdout: "",
      stderr: errors.map((error) => `${error}\n`).join(""),
      exitCode: errors.length > 0 ? 1 : 0,
    };
    if (flags.has("j") || flags.has("json")) {
      const shown = columns.filter((column) => column !== "name");
      const options = { parsable, integers: flags.has("json-int") };
      result.stdout = datasetsAsJson("zfs list", zfs.state, reader, subjects, () => shown, options);
      return result;
    }
    const rows = subjects.map((subject) =>
      columns.map((column) => displayed(reader, subject, column, parsable)),
    );
    if (flags.has("H")) result.stdout = tabbed(rows);
    else if (rows.length > 0) result.stdout = layOut(columns.map(columnOf), rows);
    else if (errors.length === 0) result.stderr = "no datasets available\n";
    return result;
  };
}

function none(): never {
  throw new Error("Unable to sort datasets: index out of range");
}

function expandShorthand(list: string): string[] {
  const space = "name,avail,used,usedbysnapshots,usedbydataset,usedbyrefreservation,usedbychildren";
  return list.split(",").flatMap((word) => (word === "space" ? space.split(",") : [word]));
}

function columnOf(property: string): Column {
  const spec = findProperty(property);
  const name = spec?.name ?? property;
  const title = titles[name] ?? name.toUpperCase();
  const text = ["name", "mountpoint", "origin", "type", "clones"].includes(name);
  const numeric = spec && (spec.kind === "size" || spec.kind === "limit" || widths.has(name));
  return {
    title,
    right: spec !== undefined && !text && spec.kind !== "string",
    width: numeric ? 5 : 0,
  };
}

const widths = new Set([
  "used",
  "available",
  "referenced",
  "usedbysnapshots",
  "usedbydataset",
  "usedbychildren",
  "usedbyrefreservation",
]);

const titles: Record<string, string> = {
  available: "AVAIL",
  referenced: "REFER",
  compressratio: "RATIO",
  refcompressratio: "REFRATIO",
  compression: "COMPRESS",
  recordsize: "RECSIZE",
  reservation: "RESERV",
  refreservation: "REFRESERV",
  readonly: "RDONLY",
  volblocksize: "VOLBLOCK",
  usedbysnapshots: "USEDSNAP",
  usedbydataset: "USEDDS",
  usedbychildren: "USEDCHILD",
  usedbyrefreservation: "USEDREFRESERV",
  logicalused: "LUSED",
  logicalreferenced: "LREFER",
};

function compare(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
