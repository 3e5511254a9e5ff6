import { z } from "zod";
import { annotation, later, required } from "../fields/field";
import { version, vmidText } from "../scalars/names";
import { url } from "../scalars/paths";
import { line, mapOf, object } from "../scalars/text";
import { containerDocument } from "./container";

const DRIVER = "NVIDIA driver in guests";

/** phoenix_lxc_configs.json. */
export const lxcDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  nvidia_driver_version: later(
    DRIVER,
    "Version of the driver inside guests; the node's must be the same.",
    version,
  ),
  nvidia_repo_url: later(DRIVER, "Repository of the CUDA packages.", url),
  nvidia_runfile_url: later(DRIVER, "Installer of the driver inside guests.", url),
  lxc_configs: required("Containers by vmid.", mapOf(vmidText, containerDocument)),
});

export type LxcDocument = z.output<typeof lxcDocument>;
