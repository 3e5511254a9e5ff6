import { shouldRun } from "../layers";
import { zfsSizeBytes } from "../scalars/properties";
import type { Rule, RuleContext } from "./context";

/** More promised than there is: allowed, but worth knowing. */
export const capacityRules: Rule[] = [memory, quotas];

function memory(context: RuleContext): void {
  const running = [...context.containers.filter(shouldRun), ...context.vms.filter(shouldRun)];
  if (running.length === 0) return;
  const { memoryBytes } = context.knowledge;
  if (memoryBytes === undefined)
    return context.skip("the host's memory is not known", "memory-overcommit");
  const bytes = running.reduce((sum, { memory_mb = 0 }) => sum + memory_mb * 2 ** 20, 0);
  if (bytes <= memoryBytes) return;
  const message = `the ${running.length} guests that run have ${gib(bytes)} of memory together, the host has ${gib(memoryBytes)}`;
  context.report.warning("lxc", ["lxc_configs"], "memory-overcommit", message);
}

function quotas(context: RuleContext): void {
  const { datasets = [], pools = [] } = context.declaration.hypervisor ?? {};
  for (const [index, { name }] of pools.entries()) {
    const sizes = datasets
      .filter(({ pool }) => pool === name)
      .flatMap(({ properties }) => zfsSizeBytes(properties["quota"] ?? "") ?? []);
    if (sizes.length === 0) continue;
    const size = context.knowledge.poolSizes?.[name];
    if (size === undefined) {
      context.skip("the pools' sizes are not known", "quota-overcommit");
      continue;
    }
    const sum = sizes.reduce((total, bytes) => total + bytes, 0);
    if (sum <= size) continue;
    const message = `the quotas of pool ${name} are ${gib(sum)} together, it holds ${gib(size)}`;
    context.report.warning("hypervisor", ["zfs", "pools", index], "quota-overcommit", message);
  }
}

function gib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 30)} GiB`;
}
