import { shouldRun } from "./layers";
import { vllmEngine } from "./vllm/engine";
import type { ContainerConfig, HealthCheckConfig, VmConfig } from "./types";

/** The checks that are made in a guest. */
export function checksOf(guest: ContainerConfig | VmConfig): readonly HealthCheckConfig[] {
  if (!shouldRun(guest)) return [];
  if (guest.health_checks.length > 0) return guest.health_checks;
  return "lxc_options" in guest ? impliedChecks(guest) : [];
}

/** A guest that says nothing of its checks works once its vLLM server answers. */
function impliedChecks(container: ContainerConfig): HealthCheckConfig[] {
  const engine = container.features.includes("vllm_server") ? vllmEngine(container) : undefined;
  if (engine === undefined) return [];
  const address = `${engine.url}/health`;
  // Weights are downloaded and loaded first: it may take half an hour.
  const patience = { attempts: 120, interval: 15, timeout: 5, journal: "vllm_model_server" };
  // Its certificate is the guest's own business, whom the guest asks itself.
  const command = ["curl", "-sSfk", "-o", "/dev/null", address];
  return [{ name: "vllm", ...patience, ...(engine.hasTls ? { command } : { http: address }) }];
}
