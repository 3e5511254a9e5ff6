import type * as pulumi from "@pulumi/pulumi";
import { PciMapping } from "../../providers/resources";
import { mappingName } from "../vm-spec";
import type { Ground } from "./ground";

/** A name for each card that virtual machines may have: only root may hand over one without. */
export function declarePciMappings(
  { parent, config }: Ground,
  gpuModes: readonly pulumi.Resource[],
): PciMapping[] {
  return config.gpus
    .filter(({ mode }) => mode === "vfio")
    .map(({ index, address }) => {
      const name = mappingName(index);
      // Without its function: picture and sound go together.
      const path = address.replace(/\.\d$/, "");
      const spec = { name, path, device: "current" as const };
      return new PciMapping(`pci-mapping-${name}`, spec, { parent, dependsOn: [...gpuModes] });
    });
}
