import type { ParsedOptions } from "../shell/options";
import type { Services, Unit } from "./services";
import { setting } from "./services";

/** `systemctl list-unit-files [PATTERN…]`: the files of units and whether they are enabled. */
export function listUnitFiles(services: Services, parsed: ParsedOptions): string {
  const rows = chosen(services, parsed).map(({ name, fileState }) => [
    name,
    fileState,
    /^(static|alias|generated|transient|indirect)$/.test(fileState) ? "-" : "enabled",
  ]);
  const body = table(["UNIT FILE", "STATE", "PRESET"], rows, parsed.flags.has("no-legend"));
  return parsed.flags.has("no-legend") ? body : `${body}\n${rows.length} unit files listed.\n`;
}

/** `systemctl list-units [PATTERN…]`: the units that systemd holds in memory, without `--all` those in use. */
export function listUnits(services: Services, parsed: ParsedOptions): string {
  const states = parsed.values.get("state")?.flatMap((word) => word.split(","));
  const shown = chosen(services, parsed)
    .filter(({ fileState, name }) => fileState !== "alias" && !name.includes("@."))
    .filter(({ active }) => {
      if (parsed.flags.has("failed")) return active === "failed";
      if (states !== undefined) return states.includes(active);
      return has(parsed, "a", "all") || active !== "inactive";
    });
  const marks = has(parsed, "plain") ? [] : shown.map((unit) => mark(unit));
  const rows = shown.map((unit, at) => [
    `${marks[at] ?? ""}${unit.name}`,
    unit.load,
    unit.active,
    subState(unit),
    descriptionOf(unit),
  ]);
  const legend = parsed.flags.has("no-legend");
  const title = has(parsed, "plain") ? "UNIT" : "  UNIT";
  const body = table([title, "LOAD", "ACTIVE", "SUB", "DESCRIPTION"], rows, legend);
  return legend ? body : `${body}\n${explanation}\n${rows.length} loaded units listed.\n`;
}

/** The state below ActiveState, which depends on the unit's type (systemctl(1), `list-units`). */
export function subState({ name, active, content }: Unit): string {
  if (active !== "active") return active === "failed" ? "failed" : "dead";
  const type = name.slice(name.lastIndexOf(".") + 1);
  if (type === "service") return setting(content, "Type")[0] === "oneshot" ? "exited" : "running";
  return (
    { timer: "waiting", path: "waiting", socket: "listening", mount: "mounted" }[type] ?? "active"
  );
}

/** What a unit says of itself. */
export function descriptionOf({ name, content }: Unit): string {
  return /^\s*Description\s*=(.*)$/m.exec(content)?.[1]?.trim() ?? name;
}

const explanation = `Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.
`;

function chosen(services: Services, parsed: ParsedOptions): Unit[] {
  const types = [...(parsed.values.get("type") ?? []), ...(parsed.values.get("t") ?? [])].flatMap(
    (word) => word.split(","),
  );
  const patterns = parsed.rest.slice(1).map((pattern) => new RegExp(`^${glob(pattern)}$`));
  return services
    .all()
    .filter((name) => types.length === 0 || types.some((type) => name.endsWith(`.${type}`)))
    .filter((name) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    .map((name) => services.find(name));
}

function glob(pattern: string): string {
  return pattern
    .replace(/[.+^$(){}|\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
}

function has(parsed: ParsedOptions, ...names: string[]): boolean {
  return names.some((name) => parsed.flags.has(name));
}

function mark({ active, load }: Unit): string {
  return active === "failed" || load === "masked" ? "● " : "  ";
}

/** Columns as wide as their widest cell, the last one as it is. */
function table(titles: readonly string[], rows: readonly string[][], bare: boolean): string {
  const all = bare ? rows : [titles, ...rows];
  const widths = titles.map((_, at) => Math.max(0, ...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell)),
    )
    .map((cells) => `${cells.join(" ")}\n`)
    .join("");
}
