import type { ContainerConfig } from "./types";
import { vllmEngine } from "./vllm/engine";
import { unitWords } from "./vllm/unit-words";

/** What Phoenix makes of a guest's own fields for the options of features. */
export const fieldKeys = ["vllm_arguments"] as const;

type FieldKey = (typeof fieldKeys)[number];

/** What a person writes to have a value, for messages and documentation. */
export const fieldSources: Readonly<Record<FieldKey, string>> = {
  vllm_arguments: "vllm_model and the other vllm_ fields",
};

/** The text for an option; undefined where the guest's fields say nothing of it. */
export function fieldValue(key: FieldKey, container: ContainerConfig): string | undefined {
  return fields[key](container);
}

const fields: Readonly<Record<FieldKey, (container: ContainerConfig) => string | undefined>> = {
  vllm_arguments(container) {
    const engine = vllmEngine(container);
    return engine && unitWords(engine.words);
  },
};
