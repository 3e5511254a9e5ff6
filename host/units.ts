/** A unit of systemd that has a file. */
export interface UnitState {
  /** As `systemctl is-enabled` says it: `enabled`, `disabled`, `static`, `masked` … */
  readonly enabled: string;
  /** As `systemctl is-active` says it: `active`, `inactive`, `failed`, `activating` … */
  readonly active: string;
}

/** By name with its ending, such as `chrony.service`. */
export type Units = ReadonlyMap<string, UnitState>;

/** Reads lines `UNIT STATE` of `systemctl list-unit-files`, and `UNIT ACTIVE` of `systemctl list-units`. */
export function parseUnits(unitFiles: string, units: string): Map<string, UnitState> {
  const active = new Map(pairs(units));
  return new Map(
    pairs(unitFiles).map(([unit, enabled]) => [
      unit,
      { enabled, active: active.get(unit) ?? "inactive" },
    ]),
  );
}

function pairs(text: string): [string, string][] {
  return text.split("\n").flatMap((line): [string, string][] => {
    const [unit = "", state = ""] = line.split(" ");
    return unit === "" ? [] : [[unit, state]];
  });
}
