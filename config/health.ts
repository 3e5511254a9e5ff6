import { shouldRun } from "./layers";
import { vllmEngine } from "./vllm/engine";
import type { ContainerConfig, HealthCheckConfig } from "./types";

/** The checks that are made in a container. */
export function checksOf(container: ContainerConfig): readonly HealthCheckConfig[] {
  if (!shouldRun(container)) return [];
  return container.health_checks.length > 0 ? container.health_checks : impliedChecks(container);
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
