import type { ApiParam } from "../../host/api";
import type { VirtualMachine } from "../../host/inspection";
import { printPropertyString } from "../../host/property-string";
import { firstNotes, layerNote, startupText } from "../guest/labels";
import type { ConvergeInput } from "../lifecycle";
import { keysText, machineNetText, newDiskText } from "./changes";
import type { VmSpec } from "./schema";

/**
 * Makes a virtual machine that is not there, with its owner mark in the same request: as a tag on create, in the
 * description on clone, which takes no tags. What else differs follows once it is there.
 */
export async function createVm({
  spec,
  inspection,
  context: { host },
}: ConvergeInput<VmSpec, VirtualMachine, "virtualMachines">): Promise<void> {
  const { source } = spec;
  const path = `/nodes/${host.node}/qemu`;
  if ("image" in source) {
    const params = { vmid: spec.vmid, ...fromTheStart(spec, source.image) };
    return host.finish(await host.api.request("POST", path, params));
  }
  const layer = inspection.virtualMachines.get(source.clone)?.config;
  const storage = spec.disks[spec.boot]?.storage;
  return host.finish(
    await host.api.request("POST", `${path}/${source.clone}/clone`, {
      newid: spec.vmid,
      name: spec.name,
      description: firstNotes(spec, layerNote(source, layer)),
      // A layer is stopped, and as it was when its snapshot was taken: ZFS has no copies of snapshots (ZFSPoolPlugin.pm).
      full: source.full,
      ...(source.full && { storage }),
    }),
  );
}

function fromTheStart(spec: VmSpec, image: string): Record<string, ApiParam> {
  const disks = Object.entries(spec.disks).map(([key, disk]): [string, ApiParam] => [
    key,
    key === spec.boot ? `${disk.storage}:0,import-from=${image}` : newDiskText(disk),
  ]);
  const nets = Object.entries(spec.net).map(([key, net]): [string, ApiParam] => [
    key,
    machineNetText(net, net.macaddr),
  ]);
  const addresses = Object.entries(spec.ipconfig ?? {}).map(
    ([key, address]): [string, ApiParam] => [key, printPropertyString(address)],
  );
  return {
    name: spec.name,
    tags: spec.tags.join(";"),
    description: firstNotes(spec),
    memory: spec.memory,
    balloon: spec.balloon,
    cores: spec.cores,
    sockets: spec.sockets,
    cpu: spec.cpu,
    // What cloud images are built for: Linux, disks by virtio, a console on the first serial port.
    ostype: "l26",
    scsihw: "virtio-scsi-single",
    serial0: "socket",
    boot: `order=${spec.boot}`,
    agent: spec.agent,
    ...(spec.cloudinit !== undefined && { ide2: `${spec.cloudinit}:cloudinit` }),
    ciuser: spec.ciuser || undefined,
    sshkeys: keysText(spec.sshkeys) || undefined,
    nameserver: spec.nameserver?.join(" ") || undefined,
    searchdomain: spec.searchdomain || undefined,
    onboot: spec.onboot,
    startup: startupText(spec.startup) || undefined,
    ...Object.fromEntries([...disks, ...nets, ...addresses]),
  };
}
