import type { ContainerConfig } from "../types";
import { isGluedTogether, readArguments } from "../vllm/arguments";
import { contradictionsOf, vllmEngine } from "../vllm/engine";
import type { Rule, RuleContext } from "./context";
import { containerPath } from "./context";

/** What the fields of a vLLM server may say together. */
export const vllmRules: Rule[] = [oneValue, words, secretWords, served];

function oneValue({ containers, report }: RuleContext): void {
  for (const container of containers) {
    for (const { flag, places } of contradictionsOf(container)) {
      const said = places.map(({ path, value }) => `${path} says ${JSON.stringify(value)}`);
      const message = `${flag} of the vLLM server has two values: ${said.join(", and ")}; leave one of them out`;
      const [first = ""] = places.map(({ path }) => path);
      const path = containerPath(container.vmid, ...first.split("."));
      report.error("lxc", path, "vllm-contradiction", message);
    }
  }
}

function words({ containers, report }: RuleContext): void {
  for (const { vmid, vllm_args = [] } of containers) {
    const [stray] = readArguments(vllm_args).stray;
    if (stray !== undefined) {
      const message = `${JSON.stringify(stray)} stands before the first flag; the model belongs into vllm_model`;
      report.error("lxc", containerPath(vmid, "vllm_args", 0), "vllm-arguments", message);
    }
    for (const [index, word] of vllm_args.entries()) {
      if (!isGluedTogether(word)) continue;
      const message = `${JSON.stringify(word)} is one word to the server: write a flag and its value as two`;
      report.error("lxc", containerPath(vmid, "vllm_args", index), "vllm-arguments", message);
    }
  }
}

/** Flags whose values everybody sees who may list processes, or read the configuration. */
const secretFlags: Readonly<Record<string, string>> = {
  "--api-key": "api_key",
  "--hf-token": "hf_token",
};

function secretWords({ containers, report }: RuleContext): void {
  for (const { vmid, vllm_args = [] } of containers) {
    for (const { flag, values, index } of readArguments(vllm_args).given) {
      const secret = secretFlags[flag];
      if (secret === undefined || values.length === 0) continue;
      const message = `gives ${flag} in clear text; name a secret of the stack instead: "feature_secrets": {"vllm_server": {"${secret}": "NAME"}}`;
      report.error("lxc", containerPath(vmid, "vllm_args", index), "plaintext-secret", message);
    }
  }
}

/** A server that is declared where none will run. */
function served({ containers, report }: RuleContext): void {
  for (const container of containers) {
    if (container.features.includes("vllm_server")) continue;
    const [first] = said(container);
    if (first === undefined) continue;
    const why =
      vllmEngine(container) === undefined
        ? "vllm_model, or ModelConfig.model in vllm_engine_config, names no model"
        : "a vLLM server is only in containers that run and have the feature vllm, of their own or from a layer";
    const path = containerPath(container.vmid, first);
    report.warning("lxc", path, "no-effect", `does nothing: ${why}`);
  }
}

function said(container: ContainerConfig): string[] {
  const { vllm_model, vllm_engine_config, vllm_args } = container;
  return [
    ...(vllm_model !== undefined && vllm_model !== "" ? ["vllm_model"] : []),
    ...(vllm_engine_config !== undefined ? ["vllm_engine_config"] : []),
    ...(vllm_args !== undefined && vllm_args.length > 0 ? ["vllm_args"] : []),
  ];
}
