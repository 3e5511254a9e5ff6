import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

const model = { vllm_model: "org/model" };

const gateway = (...sites: object[]) => ({ features: ["nginx"], nginx_sites: sites });

/** Mistakes about gateways, vLLM servers, and about secrets of features. */
export const vllmRules: RuleCase[] = [
  {
    rule: "vllm-contradiction",
    title: "a flat field and vllm_engine_config that differ",
    severity: "error",
    change: (all) =>
      set(guest(all, 950), {
        ...model,
        vllm_port: 8000,
        vllm_engine_config: { ServerConfig: { port: 8001 } },
      }),
    at: "lxc.json: lxc_configs.950.vllm_port",
    says: /--port of the vLLM server has two values: vllm_port says 8000, and vllm_engine_config\.ServerConfig\.port says 8001;/,
  },
  {
    rule: "vllm-contradiction",
    title: "two models",
    severity: "error",
    change: (all) =>
      set(guest(all, 950), {
        ...model,
        vllm_engine_config: { ModelConfig: { model: "org/other" } },
      }),
    at: "lxc.json: lxc_configs.950.vllm_model",
    says: /vllm_model says "org\/model", and vllm_engine_config\.ModelConfig\.model says "org\/other"/,
  },
  {
    rule: "vllm-arguments",
    title: "a flag and its value in one word",
    severity: "error",
    change: (all) => set(guest(all, 950), { ...model, vllm_args: ["--max-model-len 4096"] }),
    at: "lxc.json: lxc_configs.950.vllm_args[0]",
    says: /is one word to the server/,
  },
  {
    rule: "vllm-arguments",
    title: "a word before the first flag",
    severity: "error",
    change: (all) => set(guest(all, 950), { ...model, vllm_args: ["serve", "--enable-lora"] }),
    at: "lxc.json: lxc_configs.950.vllm_args[0]",
    says: /"serve" stands before the first flag/,
  },
  {
    rule: "plaintext-secret",
    title: "a key among the arguments",
    severity: "error",
    change: (all) => set(guest(all, 950), { ...model, vllm_args: ["--api-key", "only-a-test"] }),
    at: "lxc.json: lxc_configs.950.vllm_args[0]",
    says: /^gives --api-key in clear text; .*"api_key": "NAME"/,
  },
  {
    rule: "no-effect",
    title: "a model in a guest without vllm",
    severity: "warning",
    change: (all) => set(guest(all, 951), model),
    at: "lxc.json: lxc_configs.951.vllm_model",
    says: /does nothing: a vLLM server is only in containers that run and have the feature vllm/,
  },
  {
    rule: "no-effect",
    title: "arguments without a model",
    severity: "warning",
    change: (all) => set(guest(all, 950), { vllm_args: ["--enable-lora"] }),
    at: "lxc.json: lxc_configs.950.vllm_args",
    says: /does nothing: vllm_model, or ModelConfig\.model in vllm_engine_config, names no model/,
  },
  {
    rule: "no-effect",
    title: "the original's script for what the fields say",
    severity: "warning",
    change: (all) =>
      set(guest(all, 950), { ...model, application_script: "phoenix_hypervisor_lxc_vllm.sh" }),
    at: "lxc.json: lxc_configs.950.application_script",
    says: /the feature vllm_server runs what vllm_model and the other vllm_ fields say; leave it out/,
  },
  {
    rule: "no-effect",
    title: "a script of a layer, which does not run",
    severity: "warning",
    change: (all) => set(guest(all, 900), { application_script: "set-up.sh" }),
    at: "lxc.json: lxc_configs.900.application_script",
    says: /does nothing: the container does not run/,
  },
  {
    rule: "nginx-site",
    title: "a site of a container that is not declared",
    severity: "error",
    change: (all) => set(guest(all, 951), gateway({ port: 80, upstream: "977:80" })),
    at: "lxc.json: lxc_configs.951.nginx_sites[0].upstream",
    says: /container 977 is not declared/,
  },
  {
    rule: "nginx-site",
    title: "a site of a container without an address",
    severity: "error",
    change(all) {
      set(guest(all, 950)["network_config"], { ip: "dhcp" });
      set(guest(all, 951), gateway({ port: 80, upstream: "950:80" }));
    },
    at: "lxc.json: lxc_configs.951.nginx_sites[0].upstream",
    says: /container 950 has no declared address/,
  },
  {
    rule: "nginx-site",
    title: "one port for two sites",
    severity: "error",
    change: (all) =>
      set(
        guest(all, 951),
        gateway({ port: 80, upstream: "950:80" }, { port: 80, upstream: "10.0.0.9:80" }),
      ),
    at: "lxc.json: lxc_configs.951.nginx_sites[1]",
    says: /any name on port 80 stands twice/,
  },
  {
    rule: "no-effect",
    title: "sites without nginx",
    severity: "warning",
    change: (all) => set(guest(all, 951), { nginx_sites: [{ port: 80, upstream: "950:80" }] }),
    at: "lxc.json: lxc_configs.951.nginx_sites",
    says: /does nothing: the container has not the feature nginx/,
  },
  {
    rule: "feature-options",
    title: "a server that is named without a model",
    severity: "error",
    change: (all) => set(guest(all, 950), { features: ["vllm", "vllm_server"] }),
    at: "lxc.json: lxc_configs.950.features",
    says: /vllm_server needs vllm_model and the other vllm_ fields/,
  },
  {
    rule: "feature-options",
    title: "an option that other fields say",
    severity: "error",
    change: (all) =>
      set(guest(all, 950), {
        ...model,
        feature_options: { vllm_server: { arguments: "serve" } },
      }),
    at: "lxc.json: lxc_configs.950.feature_options.vllm_server.arguments",
    says: /is made of vllm_model and the other vllm_ fields/,
  },
  {
    rule: "feature-secrets",
    title: "a secret that the feature does not take",
    severity: "error",
    change: (all) =>
      set(guest(all, 950), { ...model, feature_secrets: { vllm_server: { token: "one" } } }),
    at: "lxc.json: lxc_configs.950.feature_secrets.vllm_server.token",
    says: /is no secret of this feature: it takes api_key, hf_token/,
  },
  {
    rule: "feature-secrets",
    title: "secrets of a feature that the container has not",
    severity: "warning",
    change: (all) =>
      set(guest(all, 950), { feature_secrets: { vllm_server: { hf_token: "one" } } }),
    at: "lxc.json: lxc_configs.950.feature_secrets.vllm_server",
    says: /does nothing: vllm_server is none of this container's features/,
  },
];

/** Servers without a mistake. */
export const harmlessVllm: HarmlessCase[] = [
  {
    rule: "vllm-contradiction",
    title: "the same said in several places",
    change: (all) =>
      set(guest(all, 950), {
        ...model,
        vllm_gpu_memory_utilization: 0.9,
        vllm_args: ["--gpu-memory-utilization", "0.90", "--trust-remote-code"],
        vllm_engine_config: { ModelConfig: { model: "org/model", trust_remote_code: true } },
        feature_secrets: { vllm_server: { hf_token: "huggingface" } },
      }),
  },
];
