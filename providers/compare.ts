import { isDeepStrictEqual } from "node:util";
import type { Bag, Drift, Value } from "./lifecycle";

/** The observed properties that are not as declared; what is not observed is not compared. */
export function compare(declared: Bag, observed: Bag): Drift[] {
  return Object.entries(observed)
    .filter(([property, live]) => !same(declared[property], live))
    .map(([property, live]) => ({ property, want: declared[property], live }));
}

/** Equal values; an absent member and an undefined one are the same, the order of an object's members is not. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

/** The members of a declared record that are not as declared, with their declared values. */
export function changedMembers({ want, live }: Drift): Bag {
  const found = isRecord(live) ? live : {};
  return Object.fromEntries(
    Object.entries(isRecord(want) ? want : {}).filter(([key, value]) => !same(value, found[key])),
  );
}

function isRecord(value: Value | undefined): value is Readonly<Record<string, Value | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function plain(value: Value | undefined): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, plain(member as Value)]),
  );
}

/** Says drifts in words: `memory is 512, want 1024`. */
export function describe(drifts: readonly Drift[]): string {
  return drifts
    .map(({ property, want, live }) => `${property} is ${show(live)}, want ${show(want)}`)
    .join("; ");
}

/** A value as messages show it. */
export function show(value: Value | undefined): string {
  if (value === undefined || value === null) return "not set";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
