import { shouldRun } from "../layers";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";

/** What a guest's scripts need. */
export const scriptRules: Rule[] = [runAtAll];

function runAtAll({ containers, report }: RuleContext): void {
  for (const container of containers) {
    if (shouldRun(container)) continue;
    for (const field of ["setup_script", "application_script"] as const) {
      if ((container[field] ?? "") === "") continue;
      const path = containerPath(container.vmid, field);
      report.warning("lxc", path, "no-effect", "does nothing: the container does not run");
    }
  }
}
