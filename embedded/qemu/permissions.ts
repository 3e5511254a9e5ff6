import type { Rights } from "../access/rights";
import { failure, forbidden, parameterError } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import type { EmbeddedNode } from "../node/embedded-node";
import { isCdrom, isCloudinit, isDriveKey, newDiskPattern, parseDrive } from "./drive";
import { contentOf } from "./images";
import { hostpciProperties, isCloudinitOption } from "./options";
import { isNetworkKey, parseNetwork } from "./network";
import { checkImages } from "./volumes";

/** Who changes which machine. */
export interface Author {
  readonly node: EmbeddedNode;
  readonly rights: Rights;
  readonly vmid: number;
  readonly pool?: string | undefined;
}

/** Refuses what only root@pam may set, and what the user has no privilege for (check_vm_modify_config_perm). */
export function checkModification(
  author: Author,
  values: ReadonlyMap<string, string>,
  deletes: readonly string[],
  old: ReadonlyMap<string, string>,
): void {
  for (const [key, value] of values) {
    if (isDriveKey(key)) checkDrive(author, key, value);
    if (!author.rights.isRoot) checkOption(author, key, value, old);
  }
  if (author.rights.isRoot) return;
  for (const key of deletes) checkOption(author, key, undefined, old);
}

function checkOption(
  { rights, vmid, pool }: Author,
  key: string,
  value: string | undefined,
  old: ReadonlyMap<string, string>,
): void {
  if (key === "args") throw failure(`only root can set '${key}' config`);
  const values = [old.get(key), value].filter((each) => each !== undefined);
  if (/^(?:serial|parallel)\d+$/.test(key) && values.some((each) => each !== "socket")) {
    throw failure(`only root can modify '${key}' config for real devices`);
  }
  if (/^usb\d+$/.test(key) && values.some((each) => !/(?:^|=)spice\b|mapping=/.test(each))) {
    throw failure(`only root can set '${key}' config for real devices`);
  }
  if (/^hostpci\d+$/.test(key)) {
    for (const each of values) checkMapping(rights, key, each);
  }
  if (isNetworkKey(key)) {
    for (const each of values) checkBridge(rights, each);
  }
  if (isCloudinitOption(key)) {
    if (rights.hasOnGuest(vmid, ["VM.Config.Network"], pool)) return;
    rights.requireOnGuest(vmid, ["VM.Config.Cloudinit"], pool);
    return;
  }
  for (const privilege of privilegesFor(key, value ?? old.get(key))) {
    rights.requireOnGuest(vmid, [privilege], pool);
  }
}

const cpu = ["cores", "cpu", "cpulimit", "cpuunits", "numa", "sockets", "vcpus"];
const hardware = [
  ...["acpi", "hotplug", "kvm", "machine", "scsihw", "smbios1", "tablet", "vga"],
  ...["watchdog", "audio0", "bios"],
];

function privilegesFor(key: string, value: string | undefined): string[] {
  if (cpu.includes(key)) return ["VM.Config.CPU"];
  if (["memory", "balloon", "shares"].includes(key)) return ["VM.Config.Memory"];
  const isDevice = /^(?:serial|usb|hostpci)\d+$/.test(key);
  if (hardware.includes(key) || isDevice) return ["VM.Config.HWType"];
  if (isDriveKey(key)) {
    const drive = value === undefined ? undefined : parseDrive(key, value);
    if (drive !== undefined && isCloudinit(drive))
      return ["VM.Config.Cloudinit", "VM.Config.CDROM"];
    return [drive !== undefined && isCdrom(drive) ? "VM.Config.CDROM" : "VM.Config.Disk"];
  }
  if (key === "boot" || /^unused\d+$/.test(key)) return ["VM.Config.Disk"];
  return [isNetworkKey(key) ? "VM.Config.Network" : "VM.Config.Options"];
}

function checkMapping(rights: Rights, key: string, value: string): void {
  const mapping = parsePropertyString(hostpciProperties, value).get("mapping");
  if (mapping === undefined) {
    throw failure(`only root can set '${key}' config for non-mapped devices`);
  }
  rights.require(`/mapping/pci/${mapping}`, ["Mapping.Use"]);
}

function checkBridge(rights: Rights, value: string): void {
  const net = parseNetwork(value);
  const [bridge, tag] = [net.get("bridge"), net.get("tag")];
  if (bridge === undefined) return;
  const zone = `/sdn/zones/localnetwork/${bridge}`;
  rights.require(tag === undefined ? zone : `${zone}/${tag}`, ["SDN.Use"]);
}

/** What a drive takes of its storage and of what it is copied from (check_storage_access). */
function checkDrive({ node, rights, vmid }: Author, key: string, value: string): void {
  const drive = parseDrive(key, value);
  if (isCdrom(drive) || ["none", "cdrom"].includes(drive.file)) return;
  const storage =
    newDiskPattern.exec(drive.file)?.[1] ?? /^([^/:\s]+):cloudinit$/.exec(drive.file)?.[1];
  if (storage !== undefined) {
    checkImages(node, storage);
    rights.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
  } else {
    checkPath(rights, drive.file);
    const volume = node.storages.volume(drive.file);
    const owner = volume.backend.parse(volume.volname).vmid;
    if (owner !== vmid && !rights.has(`/storage/${volume.storage}`, ["Datastore.Allocate"])) {
      throw forbidden(`/storage/${volume.storage}, Datastore.Allocate`);
    }
  }
  const from = drive.values.get("import-from");
  if (from === undefined) return;
  checkPath(rights, from);
  if (from.startsWith("/")) return;
  const content = contentOf(node, from);
  if (content !== "images" && content !== "import") {
    const problem = `${from} has wrong type '${content}' - needs to be 'images' or 'import'`;
    throw parameterError({ [key]: problem });
  }
  const place = `/storage/${from.split(":", 1)[0] ?? ""}`;
  if (!rights.has(place, ["Datastore.Allocate"])) {
    rights.requireAny(place, ["Datastore.AllocateSpace", "Datastore.Audit"]);
  }
}

function checkPath(rights: Rights, source: string): void {
  if (source.startsWith("/") && !rights.isRoot) {
    throw failure("Only root can pass arbitrary filesystem paths.");
  }
}
