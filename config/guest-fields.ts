import type { ContainerConfig } from "./types";
import { nginxServers } from "./nginx/sites";
import { vllmEngine } from "./vllm/engine";
import { unitWords } from "./vllm/unit-words";

/** What Phoenix makes of a guest's own fields for the options of features. */
export const fieldKeys = ["nginx_sites", "vllm_arguments"] as const;

export type FieldKey = (typeof fieldKeys)[number];

/** What a person writes to have a value, for messages and documentation. */
export const fieldSources: Readonly<Record<FieldKey, string>> = {
  nginx_sites: "nginx_sites",
  vllm_arguments: "vllm_model and the other vllm_ fields",
};

/** The text for an option; undefined where the guest's fields say nothing of it. */
export function fieldValue(
  key: FieldKey,
  container: ContainerConfig,
  find: FindContainer,
): string | undefined {
  return fields[key](container, find);
}

type FindContainer = (vmid: number) => ContainerConfig | undefined;

const fields: Readonly<
  Record<FieldKey, (container: ContainerConfig, find: FindContainer) => string | undefined>
> = {
  nginx_sites({ nginx_sites: sites = [] }, find) {
    return sites.length === 0 ? undefined : nginxServers(sites, find);
  },
  vllm_arguments(container) {
    const engine = vllmEngine(container);
    return engine && unitWords(engine.words);
  },
};
