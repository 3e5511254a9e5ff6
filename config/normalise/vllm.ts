import type { ContainerConfig } from "../types";
import type { Report } from "../report";
import { shouldRun } from "../layers";
import { vllmEngine } from "../vllm/engine";
import { chainDown } from "./chain";

/** The feature that runs what a container's vllm_ fields declare. */
const feature = "vllm_server";

/** The script of the original that did the same. */
const script = "phoenix_hypervisor_lxc_vllm.sh";

/**
 * A container with the feature that its vllm_ fields imply: in a guest that runs and has vllm, of its own or from a
 * layer. The original's script for it is left out, since its name says nothing else.
 */
export function withVllmServer(
  container: ContainerConfig,
  all: ReadonlyMap<number, ContainerConfig>,
): ContainerConfig {
  const { application_script: named, ...rest } = container;
  const base = isScript(named) ? rest : container;
  const { features } = container;
  if (features.includes(feature) || !shouldRun(container)) return base;
  if (
    vllmEngine(container) === undefined ||
    !chainDown(container, all).some(({ features: has }) => has.includes("vllm"))
  )
    return base;
  return { ...base, features: [...features, feature] };
}

/** Tells once that the original's script is left out, however many containers name it. */
export function reportVllmScripts(containers: readonly ContainerConfig[], report: Report): void {
  const [first, ...others] = containers.filter(({ application_script }) =>
    isScript(application_script),
  );
  if (first === undefined) return;
  const more = others.length > 0 ? ` (and in ${others.length} more places)` : "";
  const path = ["lxc_configs", String(first.vmid), "application_script"];
  const message = `has no effect: the feature ${feature} runs what vllm_model and the other vllm_ fields say; leave it out${more}`;
  report.warning("lxc", path, "no-effect", message);
}

function isScript(named: string | undefined): boolean {
  return named?.split("/").at(-1) === script;
}
