import type { Effect } from "../config/fields/field";
import { fieldUses } from "../config/fields/uses";
import type { FileKind } from "../config/file-kinds";
import type { Json } from "../config/json";
import { schemas } from "../config/parse";

/** A line for each field of a file: in how many places it stands, and what becomes of it. */
export function fieldReport(kind: FileKind, document: Json): string[] {
  const rows = fieldUses(schemas[kind], document).map(
    ({ path, count, effect }) =>
      [count === 1 ? path : `${path}  (${count} places)`, consequence(effect)] as const,
  );
  const width = Math.min(60, Math.max(0, ...rows.map(([field]) => field.length)));
  return rows.map(([field, words]) => `  ${field.padEnd(width)}  ${words}`);
}

function consequence(effect: Effect | undefined): string {
  switch (effect?.kind) {
    case "applied":
      return "applied";
    case "later":
      return `not managed yet: ${effect.area}`;
    case "none":
      return `no effect: ${effect.reason}`;
    case "annotation":
      return "for people";
    case "alias":
      return `older spelling, read as ${effect.modern}`;
    case undefined:
      return "not known";
  }
}
