import { failure } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";
import { checkMapping, mappingPaths } from "../cluster/pci-mappings";

/** The devices of a resource mapping on this node; refuses one that is not there. */
export function addressesOfMapping(node: EmbeddedNode, name: string): string[] {
  const paths = mappingPaths(node, name);
  if (paths.length === 0) throw failure(`PCI device mapping not found for '${name}'`);
  checkMapping(node, name);
  return paths;
}

/** Refuses devices that another machine has, and those that the node has not. */
export function holdDevices(node: EmbeddedNode, vmid: number, addresses: readonly string[]): void {
  for (const address of addresses) {
    const full = /^[0-9a-f]{4}:/i.test(address) ? address : `0000:${address}`;
    const names = node.files.list("/sys/bus/pci/devices");
    const found = names.filter((name) => name === full || name.startsWith(`${full}.`));
    if (found.length === 0) throw failure(`no PCI device found for '${address}'`);
    for (const [other] of node.runningMachines) {
      if (other === vmid) continue;
      if (heldBy(node, other).some((each) => each === address)) {
        throw failure(`PCI device '${full}' already in use by VMID '${other}'`);
      }
    }
  }
}

function heldBy(node: EmbeddedNode, vmid: number): string[] {
  if (!node.machines.exists(vmid)) return [];
  return [...node.machines.load(vmid).options].flatMap(([key, value]) => {
    if (!/^hostpci\d+$/.test(key)) return [];
    const mapping = /mapping=([^,]+)/.exec(value)?.[1];
    if (mapping !== undefined) return mappingPaths(node, mapping);
    return (value.replace(/^host=/, "").split(",")[0] ?? "").split(";");
  });
}
