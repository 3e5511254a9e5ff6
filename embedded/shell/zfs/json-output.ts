import type { PropertyReader, Subject } from "../../zfs/property-lookup";
import { findProperty } from "../../zfs/property-table";
import type { ZfsState } from "../../zfs/zfs-state";
import { poolOf } from "../../zfs/zfs-state";
import { displayed } from "./display";

/** What `-j` prints of datasets: one object by dataset name. */
export function datasetsAsJson(
  command: string,
  state: ZfsState,
  reader: PropertyReader,
  subjects: readonly Subject[],
  propertiesOf: (subject: Subject) => readonly string[],
  options: { parsable: boolean; integers: boolean },
): string {
  const datasets = subjects.map((subject): [string, unknown] => {
    const properties = propertiesOf(subject).map((property): [string, unknown] => {
      const reading = reader.read(subject, property);
      const value = displayed(reader, subject, property, options.parsable);
      const type = reading.source.toUpperCase();
      const source = { type, data: reading.from ?? "-" };
      return [
        findProperty(property)?.name ?? property,
        { value: number(value, options.integers), source },
      ];
    });
    const { createtxg } = subject.snapshot ?? subject.dataset;
    return [
      subject.name,
      {
        name: subject.name,
        type: subject.kind.toUpperCase(),
        pool: poolOf(subject.name),
        createtxg: options.integers ? createtxg : createtxg.toString(),
        ...(subject.snapshot && {
          dataset: subject.dataset.name,
          snapshot_name: subject.snapshot.name,
        }),
        properties: Object.fromEntries(properties),
      },
    ];
  });
  return document(command, { datasets: Object.fromEntries(datasets) });
}

/** The frame of all `-j` output. */
export function document(command: string, content: object): string {
  const version = { command, vers_major: 0, vers_minor: 1 };
  return `${JSON.stringify({ output_version: version, ...content })}\n`;
}

function number(value: string, integers: boolean): string | number {
  return integers && /^\d+$/.test(value) ? Number(value) : value;
}
