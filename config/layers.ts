import type { ContainerConfig } from "./types";

/** True for a template layer: a container of which others are clones, stopped unless it is worked on. */
export function isLayer(
  container: Pick<ContainerConfig, "is_template" | "template_snapshot_name">,
): boolean {
  return container.is_template === true || container.template_snapshot_name !== undefined;
}

/** Whether a container should run: as it says, and otherwise guests do and layers do not. */
export function shouldRun(
  container: Pick<ContainerConfig, "is_template" | "template_snapshot_name" | "running">,
): boolean {
  return container.running ?? !isLayer(container);
}
