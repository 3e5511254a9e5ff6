import type { ApiParam } from "../../host/api";
import type { VirtualMachine } from "../../host/inspection";
import { machineDisks } from "../../host/machine-config";
import { parsePropertyString, parseSize, printPropertyString } from "../../host/property-string";
import { notesFor, startupText, tagsFor } from "../guest/labels";
import { effective, storageOf, takenOut } from "../guest/values";
import type { Drift } from "../lifecycle";
import { cloudinitDrive } from "./observe";
import type { VmSpec } from "./schema";

/** The writes that bring a machine's configuration to its spec. */
export interface VmChanges {
  /** For `PUT …/config`. */
  readonly config: Readonly<Record<string, ApiParam>>;
  /** Keys that Proxmox lets only root delete (PVE/API2/Qemu.pm): devices that are handed through without a mapping. */
  readonly rootDelete: readonly string[];
  /** Disks to grow, with their new size. */
  readonly resize: Readonly<Record<string, string>>;
}

/** What to write for these drifts of a machine's configuration. */
export function planVmChanges(
  live: VirtualMachine,
  spec: VmSpec,
  drifts: readonly Drift[],
): VmChanges {
  const values = effective(live.config);
  const current = live.config.current.values;
  const differs = new Set(drifts.map(({ property }) => property));
  const set: Record<string, ApiParam> = {};
  const remove: string[] = [];
  const rootDelete: string[] = [];
  const resize: Record<string, string> = {};

  for (const key of ["name", "memory", "balloon", "cores", "sockets", "cpu"] as const) {
    if (differs.has(key)) put(key, spec[key]);
  }
  for (const key of ["ciuser", "searchdomain"] as const) {
    if (differs.has(key)) put(key, spec[key]);
  }
  if (differs.has("nameserver")) put("nameserver", spec.nameserver?.join(" "));
  if (differs.has("sshkeys")) put("sshkeys", keysText(spec.sshkeys));
  if (differs.has("onboot")) set["onboot"] = spec.onboot;
  if (differs.has("startup")) put("startup", startupText(spec.startup));
  if (differs.has("tags")) set["tags"] = tagsFor(values["tags"], spec).join(";");
  if (differs.has("description") || differs.has("tags")) {
    set["description"] = notesFor(live.config, spec);
  }
  if (differs.has("boot")) set["boot"] = `order=${spec.boot}`;
  if (differs.has("agent")) planAgent();
  if (differs.has("net")) planNets();
  if (differs.has("ipconfig")) planAddresses();
  if (differs.has("cloudinit") && spec.cloudinit !== undefined) {
    planCloudinit(spec.cloudinit);
  }
  if (differs.has("disks")) planDisks();
  if (differs.has("hostpci")) planDevices();

  return { config: { ...set, ...takenOut(live.config, remove) }, rootDelete, resize };

  function put(key: string, value: ApiParam) {
    if (value === undefined || value === "") {
      if (values[key] !== undefined) remove.push(key);
    } else set[key] = value;
  }

  function planAgent() {
    const { enabled, ...rest } = parsePropertyString(values["agent"] ?? "", "enabled");
    const text = printPropertyString({ enabled: spec.agent ? 1 : 0, ...rest }, "enabled");
    if (text !== values["agent"]) set["agent"] = text;
  }

  function planNets() {
    for (const key of Object.keys(values)) {
      if (/^net\d+$/.test(key) && spec.net[key] === undefined) remove.push(key);
    }
    for (const [key, net] of Object.entries(spec.net)) {
      // Without its address a card gets a new one at every write.
      const mac = net.macaddr ?? /^[\w-]+=([0-9A-F:]{17})/i.exec(values[key] ?? "")?.[1];
      set[key] = machineNetText(net, mac);
    }
  }

  function planAddresses() {
    const wanted = spec.ipconfig ?? {};
    for (const key of Object.keys(values)) {
      if (/^ipconfig\d+$/.test(key) && wanted[key] === undefined) remove.push(key);
    }
    for (const [key, address] of Object.entries(wanted)) set[key] = printPropertyString(address);
  }

  function planDisks() {
    const present = new Map(machineDisks(values).map((disk) => [disk.key, disk]));
    for (const key of present.keys()) if (spec.disks[key] === undefined) remove.push(key);
    for (const [key, want] of Object.entries(spec.disks)) {
      const found = present.get(key);
      if (found === undefined) set[key] = newDiskText(want);
      else if (parseSize(found.size) !== parseSize(want.size)) resize[key] = want.size;
    }
  }

  function planDevices() {
    const wanted = new Map(spec.hostpci.map((mapping, at) => [`hostpci${at}`, mapping]));
    for (const [key, text] of Object.entries(values)) {
      if (!/^hostpci\d+$/.test(key)) continue;
      const live = parsePropertyString(text, "host")["mapping"];
      if (live === undefined) rootDelete.push(key);
      else if (!wanted.has(key)) remove.push(key);
      else if (live === wanted.get(key)) wanted.delete(key);
    }
    for (const [key, mapping] of wanted) {
      // What is taken away in this step is set in the next one.
      if (!rootDelete.includes(key)) set[key] = `mapping=${mapping}`;
    }
  }

  function planCloudinit(storage: string) {
    const live = cloudinitDrive(values);
    const leaving = cloudinitDrive(current);
    // One that waits to be taken away is still there, and a machine has one only.
    if (live === undefined && leaving !== undefined && storageOf(leaving[1]) === storage) {
      remove.push(leaving[0]);
    } else set[(live ?? leaving)?.[0] ?? freeIde()] = `${storage}:cloudinit`;
  }

  function freeIde(): string {
    const keys = ["ide2", "ide0", "ide1", "ide3"];
    const used = { ...current, ...values };
    return keys.find((key) => used[key] === undefined) ?? "sata5";
  }
}

/** `net0`'s text. */
export function machineNetText(net: VmSpec["net"][string], mac: string | undefined): string {
  const { model, bridge, firewall, tag } = net;
  const rest = printPropertyString({ bridge, firewall: firewall && 1, tag });
  return `${mac === undefined ? model : `${model}=${mac}`},${rest}`;
}

/** A disk that is to be made. */
export function newDiskText({ storage, size }: VmSpec["disks"][string]): string {
  return `${storage}:${size.replace(/G$/, "")}`;
}

/** `sshkeys`' text; "" for none. */
export function keysText(keys: readonly string[] | undefined): string {
  return encodeURIComponent((keys ?? []).join("\n"));
}
