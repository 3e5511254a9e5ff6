import { enableUnitsScript } from "./scripts";
import type { Shell } from "./ssh";

/** A unit of systemd that has a file. */
export interface UnitState {
  /** As `systemctl is-enabled` says it: `enabled`, `disabled`, `static`, `masked` … */
  readonly enabled: string;
  /** As `systemctl is-active` says it: `active`, `inactive`, `failed`, `activating` … */
  readonly active: string;
}

/**
 * By name with its ending, such as `chrony.service`: undefined where there is no such unit, and absent where nobody
 * asked.
 */
export type Units = ReadonlyMap<string, UnitState | undefined>;

const prefix = "unit ";

/** Reads the sections that the inspection prints for units. */
export function parseUnits(
  sections: ReadonlyMap<string, string>,
  asked: Iterable<string>,
): Map<string, UnitState | undefined> {
  const running = new Map(pairs(sections.get("units") ?? ""));
  return new Map(
    [...asked].map((unit) => {
      const enabled = sections.get(`${prefix}${unit}`)?.trim();
      const active = running.get(unit) ?? "inactive";
      return [unit, enabled === undefined ? undefined : { enabled, active }];
    }),
  );
}

/** The names of units, of paths of their files. */
export function parseUnitNames(paths: string): Set<string> {
  const names = paths.split("\n").map((path) => path.slice(path.lastIndexOf("/") + 1));
  return new Set(
    names.filter((name) => /\.(?:service|socket|timer|path|mount|target)$/.test(name)),
  );
}

/** Has units started with the node; what runs goes on, after a restart where systemd needs that. */
export async function enableUnits(shell: Shell, units: readonly string[]): Promise<void> {
  await shell.run(["bash", "-c", enableUnitsScript(), "enable-units", ...units]);
}

/** Has units started with the node, and now. */
export async function startUnits(shell: Shell, units: readonly string[]): Promise<void> {
  await enableUnits(shell, units);
  await shell.run(["systemctl", "start", ...units]);
}

function pairs(text: string): [string, string][] {
  return text.split("\n").flatMap((line): [string, string][] => {
    const [unit = "", state = ""] = line.split(" ");
    return unit === "" ? [] : [[unit, state]];
  });
}
