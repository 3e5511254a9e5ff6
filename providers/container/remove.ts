import { UserError } from "../../host/errors";
import type { Container } from "../../host/inspection";
import type { RemoveInput } from "../lifecycle";
import { mountPoints } from "./observe";
import type { ContainerSpec } from "./schema";

/** Volumes that hold data of their own: mounted ones, and those that were detached and kept. */
export function dataVolumes({ config }: Container): string[] {
  const { values } = config.current;
  const mounted = mountPoints(values)
    .filter(({ volume }) => !volume.startsWith("/"))
    .map(({ volume }) => volume);
  const unused = Object.entries(values).filter(([key]) => /^unused\d+$/.test(key));
  return [...mounted, ...unused.map(([, volume]) => volume)];
}

/** Destroys a container that is ours, if no data volume would go with it unasked. */
export async function removeContainer({
  spec,
  live,
  context: { host, deleteVolumes },
}: RemoveInput<ContainerSpec, Container, never>): Promise<void> {
  const volumes = dataVolumes(live);
  if (volumes.length > 0 && !deleteVolumes) {
    throw new UserError(
      `container ${spec.vmid} (${spec.hostname}) is not destroyed, because its data volumes would go with it: ` +
        `${volumes.join(", ")}. Set phoenix:deleteVolumes to true for this stack if they may be destroyed, ` +
        "or detach them first. (pulumi destroy knows the settings of the last pulumi up.)",
    );
  }
  const path = `/nodes/${host.node}/lxc/${spec.vmid}`;
  if (live.running) await host.finish(await host.api.request("POST", `${path}/status/stop`));
  await host.finish(await host.api.request("DELETE", path, { purge: 1 }));
}
