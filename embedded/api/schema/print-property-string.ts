import type { Properties } from "./property";
import { defaultKeyOf } from "./property";

/** Prints the default key bare, then required keys, then the others, each group by name. */
export function printPropertyString(
  properties: Properties,
  values: ReadonlyMap<string, string>,
): string {
  const first = defaultKeyOf(properties);
  const required = (name: string): boolean => properties[name]?.optional !== true;
  const names = [...values.keys()].filter((name) => name !== first).sort();
  const ordered = [...names.filter(required), ...names.filter((name) => !required(name))];
  const pairs = ordered.map((name) => `${name}=${values.get(name) ?? ""}`);
  const bare = first === undefined ? undefined : values.get(first);
  return (bare === undefined ? pairs : [bare, ...pairs]).join(",");
}
