import { interfacesOf, isBetween, rangeOf } from "../automatic-addresses";
import type { AddressRange } from "../fields/address-range";
import { toNumber } from "../ipv4";
import { originOf } from "../origin";
import type { Origin } from "../origin";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, vmOrigin } from "./context";
import { reportDoubles } from "./doubles";

/** Ranges of addresses, and the guests that choose from them. */
export const addressRangeRules: Rule[] = [ends, overlaps, choosing, formerNames];

function ranges({ declaration }: RuleContext): readonly AddressRange[] {
  return declaration.hypervisor?.network?.address_ranges ?? [];
}

function originOfRange(range: AddressRange, index: number, ...steps: string[]): Origin {
  const here = { kind: "hypervisor", path: ["network", "address_ranges", index] } as const;
  const { kind, path } = originOf(range, here);
  return { kind, path: [...path, ...steps] };
}

function ends(context: RuleContext): void {
  for (const [index, range] of ranges(context).entries()) {
    const { first, last, gw } = range;
    const [from = "", prefix = ""] = first.split("/");
    const isInside = (address: string) => networkOf(address, prefix) === networkOf(from, prefix);
    const error = (field: string, message: string) => {
      const { kind, path } = originOfRange(range, index, field);
      context.report.error(kind, path, "address-range", message);
    };
    if (!isInside(last)) error("last", `is ${last}, which is not in the network of ${first}`);
    else if (toNumber(last) < toNumber(from))
      error("last", `is ${last}, which comes before ${from}`);
    if (gw !== undefined && !isInside(gw)) {
      error("gw", `is ${gw}, which is not in the network of ${first}`);
    }
  }
}

function networkOf(address: string, prefix: string): number {
  return Math.floor(toNumber(address) / 2 ** (32 - Number(prefix)));
}

function overlaps(context: RuleContext): void {
  const all = ranges(context);
  const uses = all.map((range, index) => ({
    value: `${range.bridge ?? "vmbr0"}${range.tag === undefined ? "" : ` with VLAN ${range.tag}`}`,
    by: "another entry",
    ...originOfRange(range, index),
  }));
  reportDoubles(context, uses, "address-range", (value) => `a range for ${value}`);
  for (const [index, range] of all.entries()) {
    const other = all
      .slice(0, index)
      .find(
        (each) =>
          isBetween(range.first.split("/")[0] ?? "", each.first, each.last) ||
          isBetween(each.first.split("/")[0] ?? "", range.first, range.last),
      );
    if (other === undefined) continue;
    const { kind, path } = originOfRange(range, index, "first");
    const message = `is ${range.first}: the range shares addresses with ${other.first} to ${other.last}`;
    context.report.error(kind, path, "address-range", message);
  }
}

function choosing(context: RuleContext): void {
  const declared = ranges(context);
  const fields = { net0: "network_config", net1: "secondary_network_config" };
  for (const { container, key, net } of interfacesOf(context.containers)) {
    if (net.ip !== "auto") continue;
    if (context.hypervisorFor("automatic-address") === undefined) return;
    if (rangeOf(net, declared) !== undefined) continue;
    const { kind, path } = containerOrigin(container.vmid, fields[key], "ip");
    const vlan = net.tag === undefined ? "" : ` with VLAN ${net.tag}`;
    const message = `is auto, and network.address_ranges has no range for ${net.bridge}${vlan}`;
    context.report.error(kind, path, "automatic-address", message);
  }
  for (const vm of context.vms) {
    if (vm.network_config.ip !== "auto") continue;
    const { kind, path } = vmOrigin(vm, "network_config", "ip");
    const message = "is auto, which containers can have; name the VM's address, or dhcp";
    context.report.error(kind, path, "automatic-address", message);
  }
}

/** Two guests that choose by one name would have to share a place. */
function formerNames(context: RuleContext): void {
  const uses = context.containers.flatMap(({ vmid, name, aliases = [] }) =>
    [...new Set([name, ...aliases].map((each) => each.toLowerCase()))].map((value) => {
      const isName = value === name.toLowerCase();
      const origin = containerOrigin(vmid, isName ? "name" : "aliases");
      return { value, by: `container ${vmid}`, isName, ...origin };
    }),
  );
  const former = new Set(uses.filter(({ isName }) => !isName).map(({ value }) => value));
  const shared = uses.filter(({ value }) => former.has(value));
  reportDoubles(context, shared, "duplicate-name", (value) => `the name ${value}`);
}
