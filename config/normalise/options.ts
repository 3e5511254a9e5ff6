import type { Path } from "../diagnostics";
import type { ContainerDocument } from "../documents/container";
import type { Report } from "../report";
import type { PctOptions } from "../scalars/pct-options";
import { resolveAlias } from "./aliases";

const profileKey = "lxc.apparmor.profile";

/** Features and pct flags apart: the oldest files write the flags into `features`. */
export function normaliseFeatures(
  features: ContainerDocument["features"],
  flags: PctOptions | undefined,
  path: Path,
  report: Report,
): { features: string[]; pct_options: PctOptions } {
  if (Array.isArray(features)) return { features, pct_options: flags ?? {} };
  const options = resolveAlias(
    report,
    "lxc",
    { name: "pct_options", value: flags },
    { path: [...path, "features"], value: features },
  );
  return { features: [], pct_options: options ?? {} };
}

/** Raw lines without doubles, with the AppArmor profile as one of them. */
export function normaliseLxcOptions(
  lines: readonly string[],
  profile: string | undefined,
  path: Path,
  report: Report,
): string[] {
  const declared = lines.find((line) => line.startsWith(`${profileKey}: `));
  const same =
    declared === undefined || profile === undefined || declared === `${profileKey}: ${profile}`;
  if (!same) {
    const message = `says ${profile}, but lxc_options says ${declared.slice(profileKey.length + 2)}; remove one of them`;
    report.error("lxc", [...path, "apparmor_profile"], "alias-conflict", message);
  }
  const all = profile === undefined ? lines : [...lines, `${profileKey}: ${profile}`];
  return [...new Set(all)];
}
