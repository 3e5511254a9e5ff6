import { z } from "zod";
import { annotation, applied, required } from "../fields/field";
import { version, vmidText } from "../scalars/names";
import { url } from "../scalars/paths";
import { line, mapOf, object } from "../scalars/text";
import { containerDocument } from "./container";

/** phoenix_lxc_configs.json. */
export const lxcDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  nvidia_driver_version: applied(
    "Release of NVIDIA's driver inside guests that have the feature nvidia; the node's nvidia_driver.version where absent, and it must be the same.",
    version,
  ),
  nvidia_repo_url: applied(
    "Archive of the CUDA packages; NVIDIA's for the guest's distribution where absent.",
    url,
  ),
  nvidia_runfile_url: applied(
    "NVIDIA's installer for guests; the node's where absent, or the one for the release at NVIDIA.",
    url,
  ),
  lxc_configs: required("Containers by vmid.", mapOf(vmidText, containerDocument)),
});

export type LxcDocument = z.output<typeof lxcDocument>;
