import { featureSupport } from "../features";
import type { ContainerConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, containerPath, vmOrigin } from "./context";

/** What features need: each other in order, and GPUs. */
export const featureRules: Rule[] = [
  gpus,
  nvidiaFirst,
  nvidiaNeedsGpu,
  tensorParallel,
  unsupported,
];

function gpus(context: RuleContext): void {
  const { gpuCount } = context.knowledge;
  for (const { vmid, gpu_assignment } of context.containers) {
    if (gpu_assignment.length === 0) continue;
    if (gpuCount === undefined) return context.skip("the host's GPUs are not known", "gpu-unknown");
    const missing = gpu_assignment.filter((index) => index >= gpuCount);
    if (missing.length === 0) continue;
    const has = gpuCount === 0 ? "none" : `${gpuCount}, numbered from 0`;
    const message = `names GPU ${missing.join(", ")}, but the host has ${has}`;
    context.report.error("lxc", containerPath(vmid, "gpu_assignment"), "gpu-unknown", message);
  }
}

/** The driver comes before what uses it: earlier in the list, or in a layer below. */
function nvidiaFirst(context: RuleContext): void {
  for (const container of context.containers) {
    const features = featuresOfChain(context, container);
    if (!features) continue;
    const nvidia = features.indexOf("nvidia");
    const lacks = (feature: string): boolean => {
      const place = features.indexOf(feature);
      return place >= 0 && (nvidia < 0 || nvidia > place);
    };
    const path = containerPath(container.vmid, "features");
    if (container.features.includes("vllm") && lacks("vllm")) {
      const message = "vllm needs nvidia before it, in this list or in a layer below";
      context.report.error("lxc", path, "vllm-without-nvidia", message);
    }
    if (container.gpu_assignment.length > 0 && lacks("docker")) {
      const message = "docker with a GPU needs nvidia before it, in this list or in a layer below";
      context.report.error("lxc", path, "docker-gpu-without-nvidia", message);
    }
  }
}

function nvidiaNeedsGpu({ containers, report }: RuleContext): void {
  for (const { vmid, features, gpu_assignment } of containers) {
    if (!features.includes("nvidia") || gpu_assignment.length > 0) continue;
    const message = "nvidia does nothing in a container without a GPU; give it a gpu_assignment";
    report.warning("lxc", containerPath(vmid, "features"), "nvidia-without-gpu", message);
  }
}

function tensorParallel({ containers, report }: RuleContext): void {
  for (const container of containers) {
    const { vmid, gpu_assignment, vllm_engine_config, vllm_tensor_parallel_size } = container;
    const size =
      vllm_engine_config?.ParallelConfig?.tensor_parallel_size ?? vllm_tensor_parallel_size;
    if (size === undefined || size <= gpu_assignment.length || gpu_assignment.length === 0)
      continue;
    const message = `names ${gpu_assignment.length} GPUs, but vLLM's tensors are shared by ${size}`;
    report.warning("lxc", containerPath(vmid, "gpu_assignment"), "vllm-tensor-parallel", message);
  }
}

function unsupported({ containers, vms, report }: RuleContext): void {
  const guests = [
    ...containers.map(({ vmid, features }) => ({ features, ...containerOrigin(vmid, "features") })),
    ...vms.map((vm) => ({ features: vm.features ?? [], ...vmOrigin(vm, "features") })),
  ];
  const names = [...new Set(guests.flatMap(({ features }) => features))];
  for (const name of names.filter((feature) => featureSupport(feature) === "unsupported")) {
    const having = guests.filter(({ features }) => features.includes(name));
    const [first] = having;
    if (!first) continue;
    const more = having.length > 1 ? ` (and in ${having.length - 1} more guests)` : "";
    const message = `${name} is a known feature that Phoenix does not support; it is left out${more}`;
    report.warning(first.kind, first.path, "feature-unsupported", message);
  }
}

/** Features from the lowest layer up; undefined where a layer is unknown, broken or its own source. */
export function featuresOfChain(
  context: RuleContext,
  container: ContainerConfig,
): string[] | undefined {
  const chain: ContainerConfig[] = [];
  let current: ContainerConfig | undefined = container;
  while (current) {
    if (chain.includes(current)) return undefined;
    chain.unshift(current);
    const source: number | undefined = current.clone_from_ctid;
    if (source === undefined) return chain.flatMap(({ features }) => features);
    current = context.container(source);
  }
  return undefined;
}
