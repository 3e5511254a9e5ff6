import { UserError } from "../../host/errors";
import type { VirtualMachine } from "../../host/inspection";
import { bootDisk, machineDisks } from "../../host/machine-config";
import { numbered } from "../guest/values";
import type { RemoveInput } from "../lifecycle";
import type { VmSpec } from "./schema";

/** Disks that hold data of their own: all but the one that it boots from, and those that were detached and kept. */
export function dataDisks({ config }: VirtualMachine): string[] {
  const { values } = config.current;
  const boot = bootDisk(values)?.key;
  const attached = machineDisks(values).filter(({ key }) => key !== boot);
  return [
    ...attached.map(({ volume }) => volume),
    ...numbered(values, "unused").map(([, volume]) => volume),
  ];
}

/** Destroys a virtual machine that is ours, if no data disk would go with it unasked. */
export async function removeVm({
  spec,
  live,
  context: { host, deleteVolumes },
}: RemoveInput<VmSpec, VirtualMachine, never>): Promise<void> {
  const volumes = dataDisks(live);
  if (volumes.length > 0 && !deleteVolumes) {
    throw new UserError(
      `virtual machine ${spec.vmid} (${spec.name}) is not destroyed, because its data disks would go with it: ` +
        `${volumes.join(", ")}. Set phoenix:deleteVolumes to true for this stack if they may be destroyed, ` +
        "or move them away first. (pulumi destroy knows the settings of the last pulumi up.)",
    );
  }
  const path = `/nodes/${host.node}/qemu/${spec.vmid}`;
  if (live.running) await host.finish(await host.api.request("POST", `${path}/status/stop`));
  await host.finish(await host.api.request("DELETE", path, { purge: 1 }));
}
