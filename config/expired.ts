import type { ContainerConfig } from "./types";

/** A line for each guest that outlived the time for which it was made. */
export function expired(containers: readonly ContainerConfig[], now: Date): string[] {
  return containers.flatMap(({ vmid, name, expires }) =>
    expires === undefined || new Date(expires) > now
      ? []
      : [
          `guest ${vmid} (${name}) is no longer needed since ${expires}: npm run new -- --remove ${name}`,
        ],
  );
}
