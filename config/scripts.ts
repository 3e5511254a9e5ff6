import { shouldRun } from "./layers";
import type { ContainerConfig } from "./types";

/** A script that sets up what runs in a container. */
export interface DeclaredScript {
  /** What it is called in names of resources. */
  readonly name: "application" | "setup";
  readonly field: "application_script" | "setup_script";
  /** Relative to the configuration's folder, or absolute. */
  readonly path: string;
}

/** The scripts of a container in the order in which they are run; none where it does not run. */
export function scriptsOf(container: ContainerConfig): DeclaredScript[] {
  if (!shouldRun(container)) return [];
  const { setup_script, application_script } = container;
  return [
    ...script("setup", "setup_script", setup_script),
    ...script("application", "application_script", application_script),
  ];
}

function script(
  name: DeclaredScript["name"],
  field: DeclaredScript["field"],
  given: string | undefined,
): DeclaredScript[] {
  if (given === undefined || given === "") return [];
  return [{ name, field, path: given.includes("/") ? given : `scripts/${given}` }];
}
