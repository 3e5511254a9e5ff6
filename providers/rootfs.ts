import { z } from "zod";
import type { Container } from "../host/inspection";
import type { Lifecycle } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** Which root file system a container has. */
const rootfsSchema = z.strictObject({ vmid, owner });

export type RootfsSpec = z.infer<typeof rootfsSchema>;

/**
 * Changes nothing: its output is the guid of the container's rootfs, which is another one after the container was made
 * anew. What was done once in a container is done again where it changes.
 */
export const rootfsLifecycle: Lifecycle<RootfsSpec, Container, "containers"> = {
  kind: "rootfs",
  parts: ["containers"],
  schema: rootfsSchema,
  id: (spec) => `${spec.vmid}/rootfs`,
  find: ({ containers }, spec) => containers.get(spec.vmid),
  observe: () => ({}),
  remember: (live) => ({ guid: guidOf(live) }),
  isAnother: (live, known) => known["guid"] !== guidOf(live),
  async converge({ spec }) {
    throw new Error(`container ${spec.vmid} is not there`);
  },
};

/** Null where it is no dataset. */
function guidOf({ rootGuid }: Container): string | null {
  return rootGuid ?? null;
}
