import type { ContainerConfig } from "../types";

/** A container and the layers that it stands on, from the top down; each once, also where they stand on each other. */
export function chainDown(
  container: ContainerConfig,
  all: ReadonlyMap<number, ContainerConfig>,
): ContainerConfig[] {
  const chain: ContainerConfig[] = [];
  let current: ContainerConfig | undefined = container;
  while (current !== undefined && !chain.includes(current)) {
    chain.push(current);
    current = all.get(current.clone_from_ctid ?? NaN);
  }
  return chain;
}
