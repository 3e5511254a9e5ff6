import { checksOf } from "../config/health";
import type { ContainerConfig, HealthCheckConfig, VmConfig } from "../config/types";
import { titleOf, type AnyGuest } from "../providers/guest/type";
import { healthSpec, type HealthSpec } from "../providers/health";
import type { Check } from "../providers/health-script";
import { readSource } from "./node/source";

/** The checks of a guest, with the texts of their scripts; undefined for one without any. */
export function healthOf(
  config: ContainerConfig | VmConfig,
  guest: AnyGuest & { readonly owner: string },
  directory: string,
): HealthSpec | undefined {
  const checks = checksOf(config);
  if (checks.length === 0) return undefined;
  const byName = checks.map(({ name, ...check }): [string, Check] => [
    name,
    withText(check, directory, `the check ${name} of ${titleOf(guest)}`),
  ]);
  return healthSpec(guest, Object.fromEntries(byName));
}

function withText(check: Omit<HealthCheckConfig, "name">, directory: string, whose: string): Check {
  const whole = check as Check;
  return "script" in whole
    ? { ...whole, script: readSource(directory, whose, whole.script) }
    : whole;
}
