import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Container } from "../host/inspection";
import { ourContainer } from "./container/ours";
import { power } from "./container/power";
import type { Lifecycle } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** That a container is converted to a template (`pct template`), of which clones can be linked. */
const templateSchema = z.strictObject({ vmid, owner });

export type TemplateSpec = z.infer<typeof templateSchema>;

const parts = ["containers"] as const;

/** A template cannot be turned back, nor started: so this comes after all that is installed, and stays. */
export const templateLifecycle: Lifecycle<TemplateSpec, Container, (typeof parts)[number]> = {
  kind: "template",
  parts,
  schema: templateSchema,
  id: (spec) => `${spec.vmid}/template`,
  find(inspection, spec) {
    const container = inspection.containers.get(spec.vmid);
    return isTemplate(container) ? container : undefined;
  },
  observe: () => ({}),
  async converge({ spec, inspection, context: { host } }) {
    const container = ourContainer(inspection, spec, `make container ${spec.vmid} a template`);
    if (container.running) await power(host, spec.vmid, "shutdown");
    await host.api.request("POST", `/nodes/${host.node}/lxc/${spec.vmid}/template`);
    // Unlike other calls this one names no task: the worker's end shows in the config alone (PVE/API2/LXC.pm).
    for (let waited = 0; waited < patience; waited += 250) {
      host.forget();
      const now = (await host.inspect(["containers"])).containers.get(spec.vmid);
      if (isTemplate(now) && now?.config.current.values["lock"] === undefined) return;
      await sleep(250);
    }
    throw new Error(
      `Unable to make container ${spec.vmid} a template: its task did not end well, see the node's task log`,
    );
  },
};

/** Converting renames the volumes, which takes no time; more is a task that died. */
const patience = 60_000;

function isTemplate(container: Container | undefined): boolean {
  return container?.config.current.values["template"] === "1";
}
