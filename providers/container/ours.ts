import type { Container, Inspected } from "../../host/inspection";
import { bearsMark, markOf } from "./mark";

/**
 * The container that something is to be done in or to.
 *
 * @throws Error with what was to be done, where the container is not there or does not bear our mark
 */
export function ourContainer(
  { containers }: Inspected<"containers">,
  { vmid, owner }: { readonly vmid: number; readonly owner: string },
  task: string,
): Container {
  const container = containers.get(vmid);
  if (container === undefined) throw new Error(`Unable to ${task}: it is not there`);
  if (!bearsMark(container.config, markOf(owner, vmid))) {
    throw new Error(`Unable to ${task}: it is not ours`);
  }
  return container;
}
