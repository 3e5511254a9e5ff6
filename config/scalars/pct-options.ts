import { z } from "zod";
import { listOf, text } from "./text";

/** The feature flags of pct.conf(5) `features`. */
const pctFlags = ["nesting", "keyctl", "fuse", "mknod", "force_rw_sys", "mount"] as const;
export type PctFlag = (typeof pctFlags)[number];

const flag = text(
  `a flag such as nesting=1 (${pctFlags.join(", ")}; mount takes file systems joined by ;)`,
  /^(?:(?:nesting|keyctl|fuse|mknod|force_rw_sys)=[01]|mount=[a-z0-9]+(?:;[a-z0-9]+)*)$/,
);

/** Feature flags as a list of `flag=value`. */
export const pctOptions = listOf("pct feature flags", flag)
  .superRefine((flags, context) => {
    for (const [name, values] of valuesByFlag(flags)) {
      if (values.size < 2) continue;
      const message = `must give ${name} one value`;
      context.addIssue({ code: "custom", message, input: flags });
    }
  })
  .transform(parsePctOptions);

/** The oldest form: the flags joined by commas, in the key `features`. */
export const legacyPctOptions = text(
  'a list of feature names, or pct flags such as "nesting=1,keyctl=1"',
  /^(?:(?:nesting|keyctl|fuse|mknod|force_rw_sys)=[01](?:,(?!$)|$))*$/,
).transform((flags) => parsePctOptions(flags === "" ? [] : flags.split(",")));

/** Each flag with its value as pct.conf writes it. */
function parsePctOptions(flags: readonly string[]): Partial<Record<PctFlag, string>> {
  return Object.fromEntries(flags.map((entry) => entry.split("=", 2) as [PctFlag, string]));
}

function valuesByFlag(flags: readonly string[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const entry of flags) {
    const [name = "", value = ""] = entry.split("=", 2);
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return values;
}

/** What pctOptions becomes. */
export type PctOptions = z.output<typeof pctOptions>;
