import type { StackConfig } from "./types";

/** What docker compose calls a stack. */
export function projectOf({ key, name }: Pick<StackConfig, "key" | "name">): string {
  return name ?? key;
}
