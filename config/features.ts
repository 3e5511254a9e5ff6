import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What is known of a feature name. */
export type FeatureSupport =
  /** Its folder is in features/. */
  | "supported"
  /** One of the first seven, whose folder is not there yet. */
  | "planned"
  /** One of the original's later ones, which Phoenix knows by name only. */
  | "unsupported";

const planned = [
  "base_setup",
  "nvidia",
  "docker",
  "vllm",
  "ollama",
  "portainer",
  "python_api_service",
] as const;

const unsupported = [
  "step_ca",
  "step_cli",
  "trusted_ca",
  "traefik",
  "docker_proxy",
  "dns_server",
  "nat_gateway",
] as const;

/** Names of the folders in features/, sorted: each is a feature, and its folder's name is what the JSON says. */
export const featureFolders: readonly string[] = readFolders(join(__dirname, "..", "features"));

/** Every feature name that a guest may list. */
export const featureNames: readonly [string, ...string[]] = [
  ...new Set([...planned, ...featureFolders, ...unsupported]),
] as unknown as readonly [string, ...string[]];

export function featureSupport(name: string): FeatureSupport {
  if (featureFolders.includes(name)) return "supported";
  return unsupported.some((known) => known === name) ? "unsupported" : "planned";
}

function readFolders(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z][a-z0-9_]*$/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
