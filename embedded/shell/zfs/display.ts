import type { PropertyReader, PropertyReading, Subject } from "../../zfs/property-lookup";
import { findProperty } from "../../zfs/property-table";
import { niceBytes } from "../../zfs/sizes";

/** A value as zfs(8) shows it to a person, or with `parsable` to a program. */
export function displayed(
  reader: PropertyReader,
  subject: Subject,
  property: string,
  parsable: boolean,
): string {
  const { value } = reader.read(subject, property);
  return parsable ? value : forPeople(property, value);
}

/** The SOURCE column. */
export function sourceText(reading: PropertyReading): string {
  switch (reading.source) {
    case "none":
      return "-";
    case "inherited":
      return `inherited from ${reading.from ?? ""}`;
    default:
      return reading.source;
  }
}

/** A size in people's units, a date, a ratio: what `-p` leaves out. */
export function forPeople(property: string, value: string): string {
  const spec = findProperty(property);
  const name = spec?.name ?? property;
  if (value === "-" || !spec) return value;
  if (name === "creation") return creationDate(Number(value));
  if (name === "compressratio" || name === "refcompressratio") return `${value}x`;
  if (spec.kind === "limit") return value === "0" || value === "none" ? "none" : limit(name, value);
  if (spec.kind === "size") return name === "special_small_blocks" ? value : plain(Number(value));
  if (sizes.has(name)) return niceBytes(Number(value));
  return value;
}

const sizes = new Set(
  (
    "used available referenced usedbysnapshots usedbydataset usedbychildren " +
    "usedbyrefreservation written logicalused logicalreferenced"
  ).split(" "),
);

function limit(name: string, value: string): string {
  return name.endsWith("_limit") ? value : plain(Number(value));
}

function plain(bytes: number): string {
  return niceBytes(bytes);
}

/** `Sat Nov 21 20:17 2026`, in the host's time zone, which is UTC. */
export function creationDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const [weekday = "", day = "", month = "", year = ""] = date.toUTCString().split(/,? /);
  return `${weekday} ${month} ${day.replace(/^0/, " ")} ${date.toISOString().slice(11, 16)} ${year}`;
}
