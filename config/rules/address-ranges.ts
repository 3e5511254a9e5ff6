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
  for (const { guest, field, net } of interfacesOf(context)) {
    if (net.ip !== "auto") continue;
    if (context.hypervisorFor("automatic-address") === undefined) return;
    const { kind, path } =
      "vm" in guest
        ? vmOrigin(guest.vm, field, "ip")
        : containerOrigin(guest.container.vmid, field, "ip");
    const error = (message: string) => {
      context.report.error(kind, path, "automatic-address", `is auto, and ${message}`);
    };
    if ("vm" in guest && guest.vm.cloud_init === false) {
      error("cloud_init is false: nothing would give the VM its address");
    } else if (rangeOf(net, declared) === undefined) {
      const vlan = net.tag === undefined ? "" : ` with VLAN ${net.tag}`;
      error(`network.address_ranges has no range for ${net.bridge}${vlan}`);
    }
  }
}

/** Two guests that choose by one name would have to share a place. */
function formerNames(context: RuleContext): void {
  const guests = [
    ...context.containers.map(({ vmid, name, aliases }) => ({
      ...{ name, aliases, by: `container ${vmid}` },
      at: (field: string) => containerOrigin(vmid, field),
    })),
    ...context.vms.map((vm) => ({
      ...{ name: vm.name, aliases: vm.aliases, by: `VM ${vm.vmid ?? vm.name}` },
      at: (field: string) => vmOrigin(vm, field),
    })),
  ];
  const uses = guests.flatMap(({ name, aliases = [], by, at }) =>
    [...new Set([name, ...aliases].map((each) => each.toLowerCase()))].map((value) => {
      const isName = value === name.toLowerCase();
      return { value, by, isName, ...at(isName ? "name" : "aliases") };
    }),
  );
  const former = new Set(uses.filter(({ isName }) => !isName).map(({ value }) => value));
  const shared = uses.filter(({ value }) => former.has(value));
  reportDoubles(context, shared, "duplicate-name", (value) => `the name ${value}`);
}
