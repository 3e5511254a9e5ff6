import type { PropertyReader as Reader, PropertyReading, Subject } from "../../zfs/property-lookup";
import { PropertyReader } from "../../zfs/property-lookup";
import type { DatasetKind } from "../../zfs/property-table";
import { findProperty, isUserProperty } from "../../zfs/property-table";
import type { Zfs } from "../../zfs/zfs";
import { lastValue, parseOptions } from "../options";
import type { Program } from "../program";
import { layOut, tabbed } from "./columns";
import { displayed, forPeople, sourceText } from "./display";
import { datasetsAsJson } from "./json-output";
import { parseTypes, selectSubjects } from "./subjects";
import { badOption, missingValue, usageError } from "./usage";

/** `zfs get`. */
export function zfsGet(zfs: Zfs): Program {
  return (args) => {
    const parsed = parseOptions(args, {
      short: "rHpjd:o:s:t:",
      long: ["json", "json-int"],
      strict: true,
      unknown: badOption("zfs", "get"),
      missing: missingValue("zfs", "get"),
    });
    const { flags } = parsed;
    const fail = (problem: string) => usageError("zfs", "get", problem);
    const [list, ...names] = parsed.rest;
    if (list === undefined) throw fail("missing property argument");
    const wanted = list.split(",");
    for (const name of wanted) {
      if (name !== "all" && !known(name))
        throw fail(`bad property list: invalid property '${name}'`);
    }
    const fields = parseFields(lastValue(parsed, "o") ?? "name,property,value,source", fail);
    const sources = lastValue(parsed, "s")?.split(",");
    for (const source of sources ?? []) {
      if (!sourceNames.includes(source)) throw fail(`invalid source '${source}'`);
    }
    const asked = lastValue(parsed, "t");
    const types = asked === undefined ? new Set(allKinds) : parseTypes(asked, fail);
    if (asked === undefined && names.length === 0) types.delete("snapshot");
    const implied = asked !== undefined && types.has("snapshot") ? 1 : 0;
    const depth = lastValue(parsed, "d") ?? (flags.has("r") ? Infinity : implied);
    const reader = new PropertyReader(zfs.state);
    const selection = { names, types, depth: Number(depth) };
    const { subjects, errors } = selectSubjects(zfs, reader, selection);
    // Named datasets are listed by name, whatever the order of the command line.
    subjects.sort(byNameThenTxg);
    const propertiesOf = (subject: Subject) =>
      wanted
        .flatMap((name) =>
          name === "all" ? reader.all(subject) : [findProperty(name)?.name ?? name],
        )
        .filter((name) => keep(reader, subject, name, sources));
    const parsable = flags.has("p");
    const failure = {
      stderr: errors.map((error) => `${error}\n`).join(""),
      exitCode: errors.length > 0 ? 1 : 0,
    };
    if (flags.has("j") || flags.has("json")) {
      const options = { parsable, integers: flags.has("json-int") };
      return {
        ...failure,
        stdout: datasetsAsJson("zfs get", zfs.state, reader, subjects, propertiesOf, options),
      };
    }
    const rows = subjects.flatMap((subject) =>
      propertiesOf(subject).map((property) => {
        const reading = reader.read(subject, property);
        const value = displayed(reader, subject, property, parsable);
        return fields.map((field) => cell(field, subject, property, value, reading, parsable));
      }),
    );
    const titles = fields.map((field) => ({ title: field.toUpperCase(), right: false }));
    const stdout = flags.has("H") ? tabbed(rows) : rows.length > 0 ? layOut(titles, rows) : "";
    return { ...failure, stdout };
  };
}

type Field = "name" | "property" | "value" | "received" | "source";

const allFields: readonly Field[] = ["name", "property", "value", "received", "source"];
const allKinds: readonly DatasetKind[] = ["filesystem", "volume", "snapshot"];
const sourceNames = ["local", "default", "inherited", "received", "temporary", "none"];

function parseFields(text: string, fail: (problem: string) => Error): Field[] {
  if (text === "all") return [...allFields];
  return text.split(",").map((word) => {
    const field = allFields.find((each) => each === word);
    if (!field) throw fail(`invalid column name '${word}'`);
    return field;
  });
}

function known(name: string): boolean {
  return (
    findProperty(name) !== undefined ||
    isUserProperty(name) ||
    /^(user|group|project)(obj)?(used|quota)@/.test(name)
  );
}

function keep(
  reader: Reader,
  subject: Subject,
  property: string,
  sources: readonly string[] | undefined,
): boolean {
  return sources === undefined || sources.includes(reader.read(subject, property).source);
}

function cell(
  field: Field,
  subject: Subject,
  property: string,
  value: string,
  reading: PropertyReading,
  parsable: boolean,
): string {
  switch (field) {
    case "name":
      return subject.name;
    case "property":
      return property;
    case "value":
      return value;
    case "received":
      if (reading.received === undefined) return "-";
      return parsable ? reading.received : forPeople(property, reading.received);
    case "source":
      return sourceText(reading);
  }
}

function byNameThenTxg(a: Subject, b: Subject): number {
  if (a.dataset !== b.dataset) return a.dataset.name < b.dataset.name ? -1 : 1;
  return (a.snapshot?.createtxg ?? 0) - (b.snapshot?.createtxg ?? 0);
}
