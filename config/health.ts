import { shouldRun } from "./layers";
import type { ContainerConfig, HealthCheckConfig } from "./types";

/** True where what is checked is set up by a script, which Phoenix does not run yet. */
export function isScripted({ application_script, setup_script }: ContainerConfig): boolean {
  return application_script !== undefined || setup_script !== undefined;
}

/** The checks that are made in a container. */
export function checksOf(container: ContainerConfig): readonly HealthCheckConfig[] {
  return shouldRun(container) && !isScripted(container) ? container.health_checks : [];
}
