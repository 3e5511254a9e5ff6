import { UserError } from "../../host/errors";
import type { Container } from "../../host/inspection";
import type { RemoveInput } from "../lifecycle";
import { holdersOf, keepsOf } from "./holder";
import { dataVolumes, volumeText } from "./own-volumes";
import type { ContainerSpec } from "./schema";

/** Destroys a container that is ours, if no data volume would go with it unasked. */
export async function removeContainer({
  spec,
  live,
  inspection,
  context: { host, deleteVolumes },
}: RemoveInput<ContainerSpec, Container, "containers">): Promise<void> {
  const keeps = keepsOf(live, spec.owner);
  if (keeps !== undefined) {
    throw new UserError(
      `container ${spec.vmid} is not destroyed, because it keeps volumes of container ${keeps.vmid}`,
    );
  }
  const volumes = dataVolumes(live);
  if (volumes.length > 0 && !deleteVolumes) {
    throw new UserError(
      `container ${spec.vmid} (${spec.hostname}) is not destroyed, because its data volumes would go with it: ` +
        `${volumes.join(", ")}. Set phoenix:deleteVolumes to true for this stack if they may be destroyed, ` +
        "or detach them first. (pulumi destroy knows the settings of the last pulumi up.)",
    );
  }
  for (const { container, volumes: kept } of holdersOf(
    inspection.containers,
    spec.owner,
    spec.vmid,
  )) {
    const texts = kept.map(volumeText).join(", ") || "none";
    console.log(
      `container ${spec.vmid}: container ${container.vmid}, which keeps volumes of it, is left as it is: ${texts}`,
    );
  }
  const path = `/nodes/${host.node}/lxc/${spec.vmid}`;
  if (live.running) await host.finish(await host.api.request("POST", `${path}/status/stop`));
  await host.finish(await host.api.request("DELETE", path, { purge: 1 }));
}
