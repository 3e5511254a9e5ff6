import type { RuleId } from "../rule-catalogue";
import type { Origin } from "../origin";
import type { RuleContext } from "./context";

/** One use of something that must be unique. */
export interface Use extends Origin {
  readonly value: string;
  /** Who uses it, in words. */
  readonly by: string;
}

/** Reports the second and every further use of a value at its own place, naming the first. */
export function reportDoubles(
  { report }: RuleContext,
  uses: readonly Use[],
  rule: RuleId,
  what: (value: string) => string,
): void {
  const first = new Map<string, Use>();
  for (const use of uses) {
    const other = first.get(use.value);
    if (other)
      report.error(use.kind, use.path, rule, `${what(use.value)} is already taken by ${other.by}`);
    else first.set(use.value, use);
  }
}
