import type { VirtualMachine } from "../../host/inspection";
import {
  bootDevices,
  isCloudinit,
  machineDisks,
  type MachineDisk,
} from "../../host/machine-config";
import { parsePropertyString } from "../../host/property-string";
import { observeStartup, observeTags } from "../guest/labels";
import { readNotes } from "../guest/mark";
import { effective, listOf, numbered, pendingKeys, sameSize, storageOf } from "../guest/values";
import type { Bag, Value } from "../lifecycle";
import type { VmSpec } from "./schema";

type Values = Readonly<Record<string, string>>;

/** A live virtual machine in the words of its spec. What waits for its next start counts as done. */
export function observeVm(live: VirtualMachine, spec: VmSpec): Bag {
  const values = effective(live.config);
  const number = (key: string, absent: number) => Number(values[key] ?? absent);
  return {
    name: values["name"] ?? `VM ${spec.vmid}`,
    memory: Number((values["memory"] ?? "512").replace(/^current=/, "")),
    ...(spec.balloon !== undefined && { balloon: number("balloon", memoryOf(values)) }),
    cores: number("cores", 1),
    ...(spec.sockets !== undefined && { sockets: number("sockets", 1) }),
    ...(spec.cpu !== undefined && { cpu: (values["cpu"] ?? "kvm64").replace(/^cputype=/, "") }),
    boot: bootDevices(values).join(";"),
    disks: Object.fromEntries(
      machineDisks(values).map((disk) => [disk.key, observeDisk(disk, spec)]),
    ),
    net: observeNets(values, spec),
    ...observeCloudinit(values, spec),
    ...(spec.agent !== undefined && { agent: isAgentOn(values["agent"]) }),
    hostpci: numbered(values, "hostpci").map(([, text]) => mappingOf(text)),
    ...(spec.onboot !== undefined && { onboot: values["onboot"] === "1" }),
    ...(spec.startup !== undefined && { startup: observeStartup(values["startup"]) }),
    tags: observeTags(values["tags"], spec),
    ...(spec.description !== undefined && { description: readNotes(live.config.current).text }),
    running: live.running,
    // Whether it is one yet is a resource of its own; that it is one against its declaration is told here.
    ...(values["template"] === "1" && { template: true }),
    ...(spec.pending !== undefined && { pending: waiting(live) }),
  };
}

/** What waits for the machine's next start, the drive of cloud-init among it where it does not have its settings yet. */
export function waiting({ config }: VirtualMachine): string[] {
  const hasDrive = Object.values(config.current.values).some(isCloudinit);
  const stale = hasDrive && Object.keys(config.cloudinit).length > 0;
  return [...pendingKeys(config), ...(stale ? ["cloudinit"] : [])].sort();
}

/** The key and the text of cloud-init's drive. */
export function cloudinitDrive(values: Values): [string, string] | undefined {
  return Object.entries(values).find(([key, text]) => /^[a-z]+\d+$/.test(key) && isCloudinit(text));
}

function memoryOf(values: Values): number {
  return Number((values["memory"] ?? "512").replace(/^current=/, ""));
}

function observeDisk({ key, volume, size }: MachineDisk, { disks }: VmSpec): Value {
  const want = disks[key]?.size;
  return {
    storage: storageOf(volume),
    size: want === undefined ? size : sameSize(size, want),
  };
}

function observeNets(values: Values, spec: VmSpec): Value {
  return Object.fromEntries(
    numbered(values, "net").map(([key, text]) => {
      const [first = "", ...others] = text.split(",");
      const [model = "", mac] = first.split("=");
      const { tag, firewall, ...rest } = parsePropertyString(others.join(","));
      const declared = spec.net[key]?.macaddr;
      const same = declared?.toUpperCase() === mac?.toUpperCase() ? declared : mac;
      return [
        key,
        {
          model,
          ...rest,
          ...(tag !== undefined && { tag: Number(tag) }),
          ...(firewall === "1" && { firewall: true }),
          ...(declared !== undefined && same !== undefined && { macaddr: same }),
        },
      ];
    }),
  );
}

function observeCloudinit(values: Values, spec: VmSpec): Bag {
  const drive = cloudinitDrive(values)?.[1];
  return {
    ...(spec.cloudinit !== undefined && {
      cloudinit: drive === undefined ? null : storageOf(drive),
    }),
    ...(spec.ciuser !== undefined && { ciuser: values["ciuser"] ?? "" }),
    ...(spec.sshkeys !== undefined && { sshkeys: keysOf(values["sshkeys"]) }),
    ...(spec.ipconfig !== undefined && {
      ipconfig: Object.fromEntries(
        numbered(values, "ipconfig").map(([key, text]) => [key, parsePropertyString(text)]),
      ),
    }),
    ...(spec.nameserver !== undefined && { nameserver: listOf(values["nameserver"]) }),
    ...(spec.searchdomain !== undefined && { searchdomain: values["searchdomain"] ?? "" }),
  };
}

/** Stored as the one word that URLs take (PVE/QemuServer.pm, `urlencoded`). */
function keysOf(text: string | undefined): string[] {
  let lines = text ?? "";
  try {
    lines = decodeURIComponent(lines);
  } catch {
    // Whoever wrote it did not encode it: then it is as it is.
  }
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function isAgentOn(text: string | undefined): boolean {
  return parsePropertyString(text ?? "", "enabled")["enabled"] === "1";
}

/** The name of a mapping, or the whole text of what is handed through without one. */
function mappingOf(text: string): string {
  return parsePropertyString(text, "host")["mapping"] ?? text;
}
