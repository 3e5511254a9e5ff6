/** A field that two values have differently, by its path; what one of them has not is `absent`. */
export interface Difference {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** The fields in which two resources' inputs differ, tables followed down to their members, in the order of their paths. */
export function differences(from: object, to: object): Difference[] {
  const found: Difference[] = [];
  collect(from, to, [], found);
  return found.sort((a, b) => a.field.localeCompare(b.field, "en", { numeric: true }));
}

function collect(from: unknown, to: unknown, path: readonly string[], found: Difference[]): void {
  if (isTable(from) && isTable(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      // The text of Pulumi's provider object is none of the host's.
      if (path.length > 0 || key !== "__provider")
        collect(from[key], to[key], [...path, key], found);
    }
  } else if (canonical(from) !== canonical(to)) {
    found.push({ field: path.join("."), from: shown(from), to: shown(to) });
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "absent";
  return typeof value === "string" ? value : canonical(value);
}

/** JSON whose tables have their members in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isTable(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
