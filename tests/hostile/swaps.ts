import { isObject, type Json } from "../../config/json";

/** Hostile text by the harmless word in whose place it stands. */
export type Swaps = ReadonlyMap<string, string>;

/** A text with the one in the place of the other. */
export function swapped(text: string, swaps: Swaps): string {
  let all = text;
  for (const [word, hostile] of swaps) all = all.replaceAll(word, () => hostile);
  return all;
}

/** The same in everything that a document says, its keys included. */
export function swappedIn(value: Json, swaps: Swaps): Json {
  if (typeof value === "string") return swapped(value, swaps);
  if (Array.isArray(value)) return value.map((each) => swappedIn(each, swaps));
  if (!isObject(value)) return value;
  const pairs = Object.entries(value);
  return Object.fromEntries(
    pairs.map(([key, each]) => [swapped(key, swaps), swappedIn(each, swaps)]),
  );
}
