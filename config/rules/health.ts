import { shouldRun } from "../layers";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";

/** What a guest's checks need. */
export const healthRules: Rule[] = [madeAtAll, gpusThere];

function madeAtAll({ containers, report }: RuleContext): void {
  for (const container of containers) {
    if (container.health_checks.length === 0 || shouldRun(container)) continue;
    const path = containerPath(container.vmid, "health_checks");
    report.warning("lxc", path, "no-effect", "does nothing: the container does not run");
  }
}

function gpusThere({ containers, report }: RuleContext): void {
  for (const { vmid, health_checks, gpu_assignment } of containers) {
    for (const check of health_checks) {
      if (!("gpus" in check) || check.gpus <= gpu_assignment.length) continue;
      const message = `wants ${check.gpus} GPUs, and gpu_assignment gives the container ${gpu_assignment.length}`;
      report.error("lxc", containerPath(vmid, "health_checks"), "health-gpus", message);
    }
  }
}
