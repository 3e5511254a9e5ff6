import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Guest } from "../host/inspection";
import { ourGuest } from "./guest/ours";
import { power } from "./guest/power";
import { guestType, guestsOf, titleOf, typeOf } from "./guest/type";
import type { Lifecycle } from "./lifecycle";
import { owner, vmid } from "./shapes";

/** That a guest is converted to a template (`pct template`, `qm template`), of which clones can be linked. */
const templateSchema = z.strictObject({ vmid, owner, type: guestType });

export type TemplateSpec = z.infer<typeof templateSchema>;

const parts = ["containers", "virtualMachines"] as const;

/** A template cannot be turned back, nor started: so this comes after all that is installed, and stays. */
export const templateLifecycle: Lifecycle<TemplateSpec, Guest, (typeof parts)[number]> = {
  kind: "template",
  parts,
  schema: templateSchema,
  id: (spec) => `${spec.vmid}/template`,
  find(inspection, spec) {
    const guest = guestsOf(inspection, spec).get(spec.vmid);
    return isTemplate(guest) ? guest : undefined;
  },
  observe: () => ({}),
  async converge({ spec, inspection, context: { host } }) {
    const guest = ourGuest(guestsOf(inspection, spec), spec, `make ${titleOf(spec)} a template`);
    if (guest.running) await power(host, typeOf(spec), spec.vmid, "shutdown");
    const upid = await host.api.request(
      "POST",
      `/nodes/${host.node}/${typeOf(spec)}/${spec.vmid}/template`,
    );
    if (typeof upid === "string") return host.finish(upid);
    // Unlike other calls that for a container names no task: the worker's end shows in the config alone (PVE/API2/LXC.pm).
    for (let waited = 0; waited < patience; waited += 250) {
      host.forget();
      const now = guestsOf(await host.inspect(parts), spec).get(spec.vmid);
      if (isTemplate(now) && now?.config.current.values["lock"] === undefined) return;
      await sleep(250);
    }
    throw new Error(
      `Unable to make ${titleOf(spec)} a template: its task did not end well, see the node's task log`,
    );
  },
};

/** Converting renames the volumes, which takes no time; more is a task that died. */
const patience = 60_000;

function isTemplate(guest: Guest | undefined): boolean {
  return guest?.config.current.values["template"] === "1";
}
