import { failure } from "../api/api-error";
import { pciDevices } from "../kernel/pci";
import type { EmbeddedNode } from "../node/embedded-node";

/** Where the resource mappings of PCI devices are kept (PVE::Mapping::PCI). */
const mappingFile = "/etc/pve/mapping/pci.cfg";

/** The lines of each mapping by its name. */
export function loadMappings(node: EmbeddedNode): Map<string, string[]> {
  const mappings = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of (node.files.readText(mappingFile) ?? "").split("\n")) {
    if (/^\S+\s*$/.test(line)) mappings.set(line.trim(), (lines = []));
    else if (/^\s+\S/.test(line)) lines.push(line.trim());
  }
  return mappings;
}

export function saveMappings(
  node: EmbeddedNode,
  mappings: ReadonlyMap<string, readonly string[]>,
): void {
  const sections = [...mappings].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = sections.map(
    ([id, lines]) => `${id}\n${lines.map((line) => `\t${line}\n`).join("")}\n`,
  );
  node.files.write(mappingFile, text.join(""), { mode: 0o640, gid: 33 });
}

/** The devices of a mapping on this node, as its file has them. */
export function mappingPaths(node: EmbeddedNode, name: string): string[] {
  return devicesOf(node, name).flatMap((device) => (device.get("path") ?? "").split(";"));
}

/** Refuses a mapping whose device is not what it was when it was made (PVE::Mapping::PCI::assert_valid). */
export function checkMapping(node: EmbeddedNode, name: string): void {
  for (const device of devicesOf(node, name)) {
    const path = device.get("path") ?? "";
    const live = pciDevices(node.files).find(({ address }) => address.startsWith(path));
    if (!live)
      throw failure(
        `PCI device mapping invalid (hardware probably changed): pci device '${path}' not found`,
      );
    const wanted = {
      id: `${hex(live.vendor)}:${hex(live.device)}`,
      iommugroup: live.group === undefined ? undefined : String(live.group),
      "subsystem-id": live.subsystem,
    };
    for (const [key, value] of Object.entries(wanted)) {
      if (device.get(key) === value) continue;
      const why = `'${key}' does not match for '${path}' (${value ?? ""} != ${device.get(key) ?? ""})`;
      throw failure(`PCI device mapping invalid (hardware probably changed): ${why}`);
    }
  }
}

function devicesOf(node: EmbeddedNode, name: string): Map<string, string>[] {
  return (loadMappings(node).get(name) ?? []).flatMap((line) => {
    const text = /^map (.+)$/.exec(line)?.[1];
    if (text === undefined) return [];
    const device = new Map(text.split(",").map((part) => part.split("=") as [string, string]));
    return device.get("node") === node.name ? [device] : [];
  });
}

function hex(number: number): string {
  return number.toString(16).padStart(4, "0");
}
