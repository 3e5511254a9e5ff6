import type { StackConfig } from "./types";

/** What docker compose calls a stack. */
export function projectOf({ key, name }: Pick<StackConfig, "key" | "name">): string {
  return name ?? key;
}

/** What a stack's folder holds beside what its environment places there. */
export const ownStackFiles = {
  compose: "compose.yaml",
  variables: "variables.env",
  secrets: "secrets.env",
  services: "services.json",
  everyService: "every-service.json",
} as const;
