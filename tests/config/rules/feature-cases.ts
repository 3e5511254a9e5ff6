import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

/** Mistakes about features. */
export const featureRules: RuleCase[] = [
  {
    rule: "gpu-unknown",
    title: "a GPU that the host block does not have",
    severity: "error",
    change: (all) => set(guest(all, 950), { gpu_assignment: "0,2" }),
    at: "lxc.json: lxc_configs.950.gpu_assignment",
    says: /names GPU 2, but the host has 2, numbered from 0/,
  },
  {
    rule: "gpu-unknown",
    title: "a GPU that the inspected host does not have, whatever the host block says",
    severity: "error",
    change(all) {
      set(guest(all, 901), { gpu_assignment: "0" });
      set(guest(all, 950), { gpu_assignment: "1" });
    },
    knowledge: { gpuCount: 1 },
    at: "lxc.json: lxc_configs.950.gpu_assignment",
    says: /names GPU 1, but the host has 1/,
  },
  {
    rule: "vllm-without-nvidia",
    title: "vllm without nvidia in the chain",
    severity: "error",
    change: (all) => set(guest(all, 901), { features: [] }),
    at: "lxc.json: lxc_configs.950.features",
    says: /vllm needs nvidia before it/,
  },
  {
    rule: "vllm-without-nvidia",
    title: "vllm with nvidia after it",
    severity: "error",
    change(all) {
      set(guest(all, 901), { features: [] });
      set(guest(all, 950), { features: ["vllm", "nvidia"] });
    },
    at: "lxc.json: lxc_configs.950.features",
    says: /vllm needs nvidia before it/,
  },
  {
    rule: "docker-gpu-without-nvidia",
    title: "docker with a GPU without nvidia",
    severity: "error",
    change: (all) => set(guest(all, 951), { gpu_assignment: "1" }),
    at: "lxc.json: lxc_configs.951.features",
    says: /docker with a GPU needs nvidia before it/,
  },
  {
    rule: "nvidia-without-gpu",
    title: "nvidia in a container without a GPU",
    severity: "warning",
    change: (all) => set(guest(all, 901), { gpu_assignment: "none" }),
    at: "lxc.json: lxc_configs.901.features",
    says: /nvidia does nothing in a container without a GPU/,
  },
  {
    rule: "vllm-tensor-parallel",
    title: "tensors shared by more GPUs than there are",
    severity: "warning",
    change: (all) =>
      set(guest(all, 950), { vllm_engine_config: { ParallelConfig: { tensor_parallel_size: 2 } } }),
    at: "lxc.json: lxc_configs.950.gpu_assignment",
    says: /names 1 GPUs, but vLLM's tensors are shared by 2/,
  },
  {
    rule: "feature-unsupported",
    title: "features of the original that Phoenix knows by name only, once each",
    severity: "warning",
    change(all) {
      set(guest(all, 951), { features: ["docker", "step_ca"] });
      set(all.vm["vms"]?.[0], { features: ["step_ca"] });
    },
    at: "lxc.json: lxc_configs.951.features",
    says: /step_ca is a known feature that Phoenix does not support; it is left out \(and in 1 more guests\)/,
  },
];

/** What comes near such a mistake and is none. */
export const harmlessFeatures: HarmlessCase[] = [
  {
    rule: "docker-gpu-without-nvidia",
    title: "docker without a GPU",
    change: (all) => set(guest(all, 951), { features: ["base_setup", "docker"] }),
  },
  {
    rule: "docker-gpu-without-nvidia",
    title: "docker with a GPU above a layer with nvidia",
    change: (all) => set(guest(all, 951), { clone_from_ctid: "901", gpu_assignment: "1" }),
  },
  {
    rule: "vllm-without-nvidia",
    title: "vllm after nvidia in one list",
    change(all) {
      set(guest(all, 950), { clone_from_ctid: "900", features: ["nvidia", "vllm"] });
    },
  },
  {
    rule: "gpu-unknown",
    title: "GPUs that the host block lacks and the inspected host has",
    change: (all) => set(guest(all, 950), { gpu_assignment: "3" }),
    knowledge: { gpuCount: 4 },
  },
];
