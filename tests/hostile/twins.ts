import { isObject, type Json } from "../../config/json";
import type { Json as State } from "../../embedded/contract";
import { normalForm } from "../crash/normal-form";
import { canary } from "./strings";
import { readAs } from "./readers";
import { swapped, swappedIn, type Swaps } from "./swaps";

/**
 * What a host with hostile text has otherwise than its twin, on which a harmless word stands in the place of each: a
 * file, folder, dataset or guest more or less, or one in which the program that reads it finds anything but the same
 * with one text instead of the other.
 */
export function differencesOfTwins(harmless: State, hostile: State, swaps: Swaps): string[] {
  const wanted = new Map(
    [...linesOf(harmless)].map(([key, value]) => [swapped(key, swaps), value] as const),
  );
  const got = linesOf(hostile);
  const told: string[] = [];
  for (const key of new Set([...wanted.keys(), ...got.keys()])) {
    const [before, after] = [wanted.get(key), got.get(key)];
    if (before === undefined) told.push(`${key} is there: ${(after ?? "").slice(0, 200)}`);
    else if (after === undefined) told.push(`${key} is missing`);
    else if (before !== after) told.push(...valueDifferences(key, before, after, swaps));
    if (key.endsWith(canary)) told.push(`something ran: ${key}`);
  }
  return told;
}

function linesOf(state: State): ReadonlyMap<string, string> {
  return normalForm(state, new Map(), () => false);
}

function valueDifferences(key: string, before: string, after: string, swaps: Swaps): string[] {
  const [wantedHead, wantedText] = split(before);
  const [head, text] = split(after);
  const wanted = JSON.stringify(tidy(swappedIn(readAs(key, wantedText), swaps)));
  const got = JSON.stringify(tidy(readAs(key, text)));
  if (wantedHead !== head) return [`${key}: ${head} instead of ${wantedHead}`];
  if (digestless(wanted) === digestless(got)) return [];
  let at = 0;
  while (at < wanted.length && wanted[at] === got[at]) at += 1;
  const part = (whole: string) => whole.slice(Math.max(0, at - 80), at + 160);
  return [`${key}: …${part(got)}… instead of …${part(wanted)}…`];
}

/** A file's attributes, and what it holds. */
function split(value: string): [head: string, text: string] {
  const [, head = "", text = value] = /^(\[[^\]]*\] \[[^\]]*\]) ([^]*)$/.exec(value) ?? [];
  return [head, text];
}

/** Fingerprints of what is declared follow from it. */
function digestless(text: string): string {
  return text.replace(/\b[0-9a-f]{12,128}\b/g, "DIGEST");
}

/** Programs take no notice of blanks at the ends of what they read, and of a comment that has nothing else. */
function tidy(value: Json): Json {
  if (typeof value === "string") {
    return value
      .trim()
      .replace(/\s*#$/, "")
      .replace(/#\s+/g, "#")
      .replace(/\s*\n\s*/g, "\n");
  }
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tidy(each)]));
}
