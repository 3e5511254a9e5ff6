import type { Container } from "../../host/inspection";
import { markOf, tagsOf } from "../guest/mark";
import type { ContainerSpec } from "./schema";

/** What inputs that are absent mean; the description is not among them, which the request that clones sets. */
export const defaults = {
  nameserver: [],
  searchdomain: "",
  onboot: false,
  startup: {},
  cpulimit: 0,
  swap: 512,
} satisfies Partial<ContainerSpec>;

/**
 * The spec of a container that still has everything of the layer that it was cloned from, with what it says nothing of
 * set to what that means: a clone inherits nothing by accident. The layer's mark among the tags, which Proxmox
 * copies, and not its own, tells a clone that has not been written to.
 */
export function withoutInherited(
  spec: ContainerSpec,
  { config }: Pick<Container, "config">,
): ContainerSpec {
  const { source } = spec;
  const tags = tagsOf(config.current.values["tags"]);
  if (!("clone" in source) || !tags.includes(markOf(spec.owner, source.clone))) return spec;
  if (tags.includes(markOf(spec.owner, spec.vmid))) return spec;
  return { ...defaults, ...spec, droppedTags: tags.filter((tag) => !spec.tags.includes(tag)) };
}
