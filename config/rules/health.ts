import { shouldRun } from "../layers";
import type { Origin } from "../origin";
import type { ContainerConfig, VmConfig } from "../types";
import { containerOrigin, vmOrigin, type Rule, type RuleContext } from "./context";

/** What a guest's checks need. */
export const healthRules: Rule[] = [madeAtAll, gpusThere];

interface Checked {
  readonly noun: "container" | "VM";
  readonly config: ContainerConfig | VmConfig;
  readonly origin: Origin;
}

/** Guests with checks. */
function checkedGuests({ containers, vms }: RuleContext): Checked[] {
  const all = [
    ...containers.map((config) => ({
      ...{ noun: "container" as const, config },
      origin: containerOrigin(config.vmid, "health_checks"),
    })),
    ...vms.map((config) => ({
      ...{ noun: "VM" as const, config },
      origin: vmOrigin(config, "health_checks"),
    })),
  ];
  return all.filter(({ config }) => config.health_checks.length > 0);
}

function madeAtAll(context: RuleContext): void {
  for (const { noun, config, origin } of checkedGuests(context)) {
    if (shouldRun(config)) continue;
    const message = `does nothing: the ${noun} does not run`;
    context.report.warning(origin.kind, origin.path, "no-effect", message);
  }
}

function gpusThere(context: RuleContext): void {
  for (const { noun, config, origin } of checkedGuests(context)) {
    const { health_checks, gpu_assignment } = config;
    for (const check of health_checks) {
      if (!("gpus" in check) || check.gpus <= gpu_assignment.length) continue;
      const message = `wants ${check.gpus} GPUs, and gpu_assignment gives the ${noun} ${gpu_assignment.length}`;
      context.report.error(origin.kind, origin.path, "health-gpus", message);
    }
  }
}
