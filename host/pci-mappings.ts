import { parsePropertyString } from "./property-string";

/** Where Proxmox keeps the resource mappings of PCI devices (PVE/Mapping/PCI.pm). */
export const mappingFile = "/etc/pve/mapping/pci.cfg";

/** A device of one node that a mapping stands for. */
export interface MappedDevice {
  readonly node: string;
  /** Address without a function for all of them: `0000:01:00`. */
  readonly path: string;
  /** `VENDOR:DEVICE`, in hexadecimal digits. */
  readonly id: string;
  /** The same of the card's maker. */
  readonly subsystemId?: string;
  readonly iommugroup?: number;
}

/** The mappings by name. */
export function parsePciMappings(text: string): Map<string, MappedDevice[]> {
  const mappings = new Map<string, MappedDevice[]>();
  let devices: MappedDevice[] = [];
  for (const line of text.split("\n")) {
    const name = /^([A-Za-z][\w-]*)\s*$/.exec(line)?.[1];
    if (name !== undefined) mappings.set(name, (devices = []));
    const map = /^\s+map\s+(\S+)\s*$/.exec(line)?.[1];
    if (map !== undefined) devices.push(deviceOf(map));
  }
  return mappings;
}

/** The text of one device. */
export function mapText({ node, path, id, subsystemId, iommugroup }: MappedDevice): string {
  return [
    `id=${id}`,
    ...(iommugroup === undefined ? [] : [`iommugroup=${iommugroup}`]),
    `node=${node}`,
    `path=${path}`,
    ...(subsystemId === undefined ? [] : [`subsystem-id=${subsystemId}`]),
  ].join(",");
}

function deviceOf(text: string): MappedDevice {
  const values = parsePropertyString(text);
  const { node = "", path = "", id = "", iommugroup: group, "subsystem-id": subsystem } = values;
  return {
    node,
    path,
    id,
    ...(subsystem !== undefined && { subsystemId: subsystem }),
    ...(group !== undefined && { iommugroup: Number(group) }),
  };
}
