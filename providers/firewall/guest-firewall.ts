import type { FirewallFile } from "../../host/firewall/file";
import type { Lifecycle } from "../lifecycle";
import { carryOut } from "./carry-out";
import type { Step } from "./draft";
import { leftAlone, observeFile } from "./observe";
import { planSteps } from "./plan";
import { definitionsIn, unknownNames } from "./references";
import { guestFirewallSchema, type GuestFirewallSpec } from "./schema";
import { removed, wantedOf } from "./wanted";

const parts = ["firewalls", "containers"] as const;

/** A container's firewall. Whether a packet comes past it at all is said by `firewall` of the container's interface. */
export const guestFirewallLifecycle: Lifecycle<
  GuestFirewallSpec,
  FirewallFile,
  (typeof parts)[number]
> = {
  kind: "guestfirewall",
  parts,
  schema: guestFirewallSchema,
  id: ({ vmid }) => String(vmid),
  find: ({ firewalls }, { vmid }) => firewalls.guests.get(vmid),
  observe(live, spec) {
    const { options, aliases, ipsets, rules } = observeFile(live, spec);
    return { options, aliases, ipsets, ...(spec.rules !== undefined && { rules }) };
  },
  refuse({ spec, live, inspection: { firewalls } }) {
    const more = [...(spec.declared ?? []), ...definitionsIn({ ...firewalls.cluster })];
    return unknownNames(`guestfirewall ${spec.vmid}`, wantedOf(spec), live, more);
  },
  async converge({ spec, live, context: { host } }) {
    await carryOut(host.api, stepsTo(spec, live, host.node));
  },
  remark(live, spec) {
    const others = leftAlone(live, spec);
    return others.length === 0 ? undefined : `left alone, not declared: ${others.join(", ")}`;
  },
  withRemovals: (spec, olds) => ({
    ...spec,
    options: { ...spec.options, ...removed(spec.options, olds["options"]) },
    aliases: { ...spec.aliases, ...removed(spec.aliases, olds["aliases"]) },
    ipsets: { ...spec.ipsets, ...removed(spec.ipsets, olds["ipsets"]) },
    ...(typeof olds["rules"] === "string" && { rules: spec.rules ?? "" }),
  }),
  async remove({ spec, live, known, inspection, context: { host } }) {
    if (known?.["created"] !== true || !inspection.containers.has(spec.vmid)) return;
    const bare = { vmid: spec.vmid, options: {}, aliases: {}, ipsets: {} };
    const nothing = guestFirewallLifecycle.withRemovals?.(bare, spec);
    if (nothing !== undefined) await carryOut(host.api, stepsTo(nothing, live, host.node));
  },
};

function stepsTo(spec: GuestFirewallSpec, live: FirewallFile | undefined, node: string): Step[] {
  const files = live === undefined ? {} : { guest: live };
  const path = `/nodes/${node}/lxc/${spec.vmid}/firewall`;
  return planSteps(files, { guest: wantedOf(spec) }, { guest: path });
}
