import type { PhoenixConfig } from "../../config/types";
import type { DriftReport } from "./report";

/** A report whose groups have the names that people know them by, in the order of their numbers. */
export function withNames(report: DriftReport, config: PhoenixConfig): DriftReport {
  const guests = new Map<string, { name: string; vmid: number; layer: string | undefined }>();
  for (const { vmid, name, clone_from_ctid: source } of config.containers) {
    guests.set(`guest-${vmid}`, { name, vmid, layer: clone("guest", source) });
  }
  for (const { vmid = 0, name, clone_from_vmid: source } of config.vms) {
    guests.set(`vm-${vmid}`, { name, vmid, layer: clone("vm", source) });
  }
  const order = new Map([...guests.keys()].map((name, index) => [name, index]));
  const groups = report.groups.map((group) => {
    const guest = guests.get(group.name);
    if (guest === undefined)
      return group.name === "hypervisor" ? { ...group, title: "node" } : group;
    const { vmid, name, layer } = guest;
    return { ...group, title: `${vmid} ${name}`, ...(layer !== undefined && { layer }) };
  });
  const place = ({ name }: { name: string }) => order.get(name) ?? -1;
  return { ...report, groups: groups.sort((a, b) => place(a) - place(b)) };
}

function clone(kind: string, source: number | undefined): string | undefined {
  return source === undefined ? undefined : `${kind}-${source}`;
}
