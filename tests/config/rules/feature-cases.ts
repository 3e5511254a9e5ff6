import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";
import { parseManifest, type FeatureManifest } from "../../../config/feature-library";

/** A library in which one feature says what is given, and nginx has an option. */
function library(name: string, says: object) {
  const nginx = { options: { size: { description: "", default: "1m", pattern: "\\d+m" } } };
  const manifests: Readonly<Record<string, object>> = { nginx, [name]: says };
  const manifest = (feature: string): FeatureManifest | undefined =>
    feature in manifests
      ? parseManifest({ description: feature, ...manifests[feature] })
      : undefined;
  return { manifest };
}

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
      set(guest(all, 950), {
        vllm_model: "org/model",
        vllm_engine_config: { ParallelConfig: { tensor_parallel_size: 2 } },
      }),
    at: "lxc.json: lxc_configs.950.gpu_assignment",
    says: /names 1 GPUs, but vLLM's tensors are shared by 2/,
  },
  {
    rule: "feature-options",
    title: "an option that the feature has not",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { features: ["nginx"], feature_options: { nginx: { siz: "2m" } } }),
    knowledge: library("nginx2", {}),
    at: "lxc.json: lxc_configs.951.feature_options.nginx.siz",
    says: /is no option of this feature: it has size/,
  },
  {
    rule: "feature-options",
    title: "a value that the option does not take",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { features: ["nginx"], feature_options: { nginx: { size: 7 } } }),
    knowledge: library("nginx2", {}),
    at: "lxc.json: lxc_configs.951.feature_options.nginx.size",
    says: /is "7", and must match \\d\+m/,
  },
  {
    rule: "feature-options",
    title: "options of something that is no feature of the library",
    severity: "error",
    change: (all) => set(guest(all, 951), { feature_options: { apache: {} } }),
    at: "lxc.json: lxc_configs.951.feature_options.apache",
    says: /apache is no feature of the library/,
  },
  {
    rule: "feature-options",
    title: "options of a feature that the container has not",
    severity: "warning",
    change: (all) =>
      set(guest(all, 951), { features: [], feature_options: { nginx: { size: "2m" } } }),
    knowledge: library("nginx2", {}),
    at: "lxc.json: lxc_configs.951.feature_options.nginx",
    says: /does nothing: nginx is none of this container's features/,
  },
  {
    rule: "feature-requires",
    title: "a feature without the one that its manifest requires",
    severity: "error",
    change: (all) => set(guest(all, 951), { features: ["ollama", "nginx"] }),
    knowledge: library("ollama", { requires: ["nginx"] }),
    at: "lxc.json: lxc_configs.951.features",
    says: /ollama needs nginx before it, in this list or in a layer below/,
  },
  {
    rule: "feature-requires",
    title: "two features that cannot be together",
    severity: "error",
    change: (all) => set(guest(all, 951), { features: ["ollama", "nginx"] }),
    knowledge: library("ollama", { conflicts: ["nginx"] }),
    at: "lxc.json: lxc_configs.951.features",
    says: /ollama and nginx cannot be in one container/,
  },
  {
    rule: "feature-needs",
    title: "a feature that needs a GPU in a container without one",
    severity: "error",
    change: (all) => set(guest(all, 951), { features: ["ollama"], gpu_assignment: "none" }),
    knowledge: library("ollama", { needs: { gpu: true } }),
    at: "lxc.json: lxc_configs.951.features",
    says: /ollama needs a GPU; give the container a gpu_assignment/,
  },
  {
    rule: "feature-needs",
    title: "a feature that needs flags which the container has not",
    severity: "error",
    change: (all) => set(guest(all, 951), { features: ["ollama"], pct_options: ["nesting=1"] }),
    knowledge: library("ollama", { needs: { pct_options: ["nesting", "keyctl"] } }),
    at: "lxc.json: lxc_configs.951.pct_options",
    says: /ollama needs keyctl=1 here/,
  },
  {
    rule: "health-kind",
    title: "a check that says nothing to check",
    severity: "error",
    change: (all) => set(guest(all, 951), { health_checks: [{ name: "x" }] }),
    at: "lxc.json: lxc_configs.951.health_checks[0]",
    says: /says nothing to check: give one of command, script, http, tcp, unit, gpus/,
  },
  {
    rule: "health-kind",
    title: "a check that says two things",
    severity: "error",
    change: (all) => set(guest(all, 951), { health_checks: [{ tcp: 80, unit: "nginx" }] }),
    at: "lxc.json: lxc_configs.951.health_checks[0]",
    says: /says several things to check/,
  },
  {
    rule: "duplicate-name",
    title: "two checks of one name in a container",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), { health_checks: [{ tcp: 80 }, { name: "tcp 80", unit: "nginx" }] }),
    at: "lxc.json: lxc_configs.951.health_checks[1]",
    says: /is called "tcp 80", as is another check of this container/,
  },
  {
    rule: "health-gpus",
    title: "a check that wants more GPUs than the container gets",
    severity: "error",
    change: (all) => set(guest(all, 951), { gpu_assignment: "none", health_checks: [{ gpus: 1 }] }),
    at: "lxc.json: lxc_configs.951.health_checks",
    says: /wants 1 GPUs, and gpu_assignment gives the container 0/,
  },
  {
    rule: "no-effect",
    title: "checks of a container that does not run",
    severity: "warning",
    change: (all) => set(guest(all, 951), { running: false, health_checks: [{ tcp: 80 }] }),
    at: "lxc.json: lxc_configs.951.health_checks",
    says: /does nothing: the container does not run/,
  },
  {
    rule: "feature-options",
    title: "a feature with a value that nobody says",
    severity: "error",
    change: (all) => Reflect.deleteProperty(all.lxc, "nvidia_driver_version"),
    at: "lxc.json: lxc_configs.901.features",
    says: /nvidia needs nvidia_driver_version or feature_options\.nvidia\.driver_version/,
  },
  {
    rule: "feature-options",
    title: "a value of the configuration that a feature does not take",
    severity: "error",
    change: (all) => set(all.hypervisor, { nvidia_driver: { cuda_version: "12" } }),
    at: "lxc.json: lxc_configs.901.features",
    says: /nvidia takes no "12" as its cuda_version; it must match/,
    also: ["driver-source", "feature-options"],
  },
  {
    rule: "feature-distribution",
    title: "a feature whose archive has nothing for what the container is made of",
    severity: "error",
    change(all) {
      set(guest(all, 900), { template: "debian-11-standard_11.7-1_amd64.tar.zst" });
      set(guest(all, 901), { features: [], gpu_assignment: "none" });
      set(guest(all, 950), { features: [], gpu_assignment: "none" });
    },
    at: "lxc.json: lxc_configs.951.features",
    says: /docker takes packages from the archive docker, which has them for debian 12, .*; this is debian 11/,
  },
  {
    rule: "feature-distribution",
    title: "a feature that needs to know what the container is made of",
    severity: "error",
    change(all) {
      set(guest(all, 900), { template: "mine.tar.zst" });
      set(guest(all, 901), { features: [], gpu_assignment: "none" });
      set(guest(all, 950), { features: [], gpu_assignment: "none" });
    },
    at: "lxc.json: lxc_configs.951.features",
    says: /its OS template does not say what it is/,
  },
  {
    rule: "mirror-unused",
    title: "a mirror of something that nothing comes from",
    severity: "warning",
    change: (all) =>
      set(all.hypervisor, {
        downloads: {
          mirrors: {
            "https://download.docker.com/linux/": "http://mirror.example/docker",
            "https://download.docker.com/win": "http://mirror.example/docker",
          },
        },
      }),
    at: 'hypervisor.json: downloads.mirrors["https://download.docker.com/win"]',
    says: /is nothing that a feature of a declared guest downloads from/,
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
    rule: "feature-options",
    title: "an option with a number for a value",
    change: (all) =>
      set(guest(all, 951), {
        features: ["nginx"],
        feature_options: { nginx: { client_max_body_size: 0 } },
      }),
  },
  {
    rule: "feature-requires",
    title: "a feature with what it requires in a layer below",
    change(all) {
      set(guest(all, 900), { features: ["nginx"] });
      set(guest(all, 951), { features: ["ollama"], clone_from_ctid: "900" });
    },
    knowledge: library("ollama", { requires: ["nginx"] }),
  },
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
