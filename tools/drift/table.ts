import { align } from "../lib/align";
import type { Drift, DriftReport } from "./report";

/** A report in lines: a table for each guest that has drifted, then what was remarked, then what it comes to. */
export function driftLines({ groups, drifts, remarks }: DriftReport): string[] {
  const drifted = groups.filter(({ name }) => drifts.some(({ group }) => group === name));
  return [
    ...drifted.flatMap(({ name, title }) => [
      title,
      ...align([
        ["field", "live", "declared", "changed", "since"],
        ...drifts.filter(({ group }) => group === name).map((drift) => row(drift)),
      ]),
      "",
    ]),
    ...remarks,
    ...(remarks.length > 0 ? [""] : []),
    summary(drifts),
  ];
}

function row(drift: Drift): string[] {
  const { live, declared, cause } = drift;
  return [fieldOf(drift), short(live), short(declared), placeOf(cause), seen(drift)];
}

/** The resource, and its field where only that is concerned. */
export function fieldOf({ resource, field }: Drift): string {
  return field === "" ? resource : `${resource} ${field}`;
}

/** When it was changed, as far as looks tell. */
export function seen({ since, notBefore }: Drift): string {
  if (since === undefined) return "";
  return notBefore === undefined
    ? `before ${minute(since)}`
    : `${minute(notBefore)} to ${minute(since)}`;
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** What it comes to, in one sentence. */
export function summary(drifts: readonly Drift[]): string {
  if (drifts.length === 0) return "Everything is as declared.";
  const places = new Set(drifts.map(({ group }) => group));
  const guests = [...places].filter((name) => name !== "hypervisor").length;
  const where = [
    ...(places.has("hypervisor") ? ["the node"] : []),
    ...(guests > 0 ? [counted(guests, "guest")] : []),
  ].join(" and ");
  const waiting = drifts.filter(({ cause }) => cause === "config").length;
  const rest = waiting === 0 ? "." : `; of these ${waiting} wait in the configuration for an up.`;
  return `${counted(drifts.length, "difference")} in ${where}${rest}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Where somebody changed it. */
export function placeOf(cause: Drift["cause"]): string {
  return cause === "host" ? "on the host" : "in the config";
}

const widest = 48;

/** One line of what may be a file: its beginning. */
function short(text: string): string {
  const line = text.replace(/\s*\n\s*/g, " ⏎ ").trim();
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}
