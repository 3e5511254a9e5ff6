import { createHash } from "node:crypto";
import { decodeText, encodeText } from "./encoded-text";

/** One section of a guest's file: the current configuration or a snapshot's. */
export interface GuestSection {
  /** `description` is among them, decoded, each of its lines ended. */
  readonly options: Map<string, string>;
  /** Raw `lxc.*` lines in their own order. */
  lxc: (readonly [key: string, value: string])[];
}

/** A guest's configuration file: `/etc/pve/nodes/NODE/lxc/VMID.conf`, or of `qemu-server`. */
export interface GuestConf extends GuestSection {
  /** Values that wait for the next start or stop (`[pve:pending]`, `[PENDING]` of a virtual machine). */
  readonly pending: Map<string, string>;
  /** Options that wait to be deleted. */
  readonly pendingDelete: Set<string>;
  readonly snapshots: Map<string, GuestSection>;
  /** What cloud-init's drive of a running virtual machine still has (`[special:cloudinit]`). */
  readonly cloudinit: Map<string, string>;
  /** SHA-1 of the file as it was read. */
  readonly digest: string;
  /** What could not be read, in the words of PVE's warnings; such lines are gone at the next write. */
  readonly warnings: readonly string[];
}

/** The value as PVE keeps it, or undefined for an unknown option or a value of the wrong type. */
export type ReadValue = (key: string, raw: string) => string | undefined;

export function emptyGuestConf(): GuestConf {
  return parseGuestConf("", 0, (_key, raw) => raw);
}

/** What the section of pending values is called in the files of containers. */
const containerPending = "pve:pending";

/** Reads a file as PVE::LXC::Config::parse_pct_config and PVE::QemuServer::parse_vm_config do. */
export function parseGuestConf(
  text: string,
  vmid: number,
  readValue: ReadValue,
  pendingName = containerPending,
): GuestConf {
  const warnings: string[] = [];
  const snapshots = new Map<string, GuestSection>();
  const current = newSection();
  const pending = newSection();
  const cloudinit = newSection();
  let section = current;
  for (const line of text.split("\n")) {
    const header = /^\[((?:pve|special):[a-z]+|[a-z][a-z0-9_-]+)\]\s*$/i.exec(line)?.[1];
    if (header !== undefined) {
      section = header === pendingName ? pending : newSection();
      if (header === "special:cloudinit") section = cloudinit;
      else if (section !== pending) snapshots.set(header, section);
    } else if (!readLine(section, line, section === pending, readerOf(section))) {
      warnings.push(`vm ${vmid} - unable to parse config: ${line}`);
    }
  }
  const pendingDelete = new Set(deletedOptions(pending.options.get("delete") ?? ""));
  pending.options.delete("delete");
  return {
    cloudinit: cloudinit.options,
    ...current,
    pending: pending.options,
    pendingDelete,
    snapshots,
    digest: createHash("sha1").update(text).digest("hex"),
    warnings,
  };

  // What was added is a list under a key of its own there.
  function readerOf(section: GuestSection): ReadValue {
    return section === cloudinit ? (_key, raw) => raw : readValue;
  }
}

/** Prints a file as PVE::LXC::Config::write_pct_config and PVE::QemuServer::write_vm_config do. */
export function printGuestConf(conf: GuestConf, pendingName = containerPending): string {
  forgetUsed(conf.options);
  const pending = new Map(conf.pending);
  if (conf.pendingDelete.size > 0) pending.set("delete", [...conf.pendingDelete].sort().join(","));
  const parts = [printSection(conf)];
  if (pending.size > 0)
    parts.push(`[${pendingName}]\n${printSection({ options: pending, lxc: [] })}`);
  if (conf.cloudinit.size > 0) {
    parts.push(`[special:cloudinit]\n${printSection({ options: conf.cloudinit, lxc: [] })}`);
  }
  for (const [name, snapshot] of [...conf.snapshots].sort(byName)) {
    parts.push(`[${name}]\n${printSection(snapshot)}`);
  }
  return parts.join("\n");
}

/** A volume that is mounted is not an unused one, whatever it was when that was noted. */
function forgetUsed(options: Map<string, string>): void {
  const mounted = new Set<string>();
  for (const [key, value] of options) {
    if (/^(?:rootfs|(?:mp|scsi|virtio|sata|ide|efidisk|tpmstate)\d+)$/.test(key))
      mounted.add(value.replace(/,.*$/s, "").replace(/^(?:volume|file)=/, ""));
  }
  for (const [key, value] of [...options]) {
    if (/^unused\d+$/.test(key) && mounted.has(value)) options.delete(key);
  }
}

export function newSection(): GuestSection {
  return { options: new Map(), lxc: [] };
}

/** False where the line means nothing. */
function readLine(
  section: GuestSection,
  line: string,
  pending: boolean,
  readValue: ReadValue,
): boolean {
  if (/^\s*$/.test(line)) return true;
  const comment = /^#(.*?)\s*$/.exec(line)?.[1];
  if (comment !== undefined) {
    const before = section.options.get("description") ?? "";
    section.options.set("description", `${before}${decodeText(comment)}\n`);
    return true;
  }
  const [, rawKey, rawValue] = /^(lxc\.[a-z0-9_\-.]+)\s*[:=]\s*(.*?)\s*$/.exec(line) ?? [];
  if (rawKey !== undefined && rawValue !== undefined) {
    section.lxc.push([rawKey, rawValue]);
    return true;
  }
  const [, key, value] = /^([a-z][a-z_]*\d*):\s*(.+?)\s*$/.exec(line) ?? [];
  if (key === undefined || value === undefined) return false;
  const read = pending && key === "delete" ? value : readValue(key, value);
  if (read !== undefined) section.options.set(key, read);
  return read !== undefined;
}

// A forced deletion is marked with an exclamation mark, which containers know but do not use.
function deletedOptions(value: string): string[] {
  return value
    .split(/[,;\s]+/)
    .map((name) => name.replace(/^!/, ""))
    .filter((name) => name !== "");
}

function printSection(section: GuestSection): string {
  const lines: string[] = [];
  const description = section.options.get("description") ?? "";
  for (const line of description.replace(/\n+$/, "").split("\n")) {
    if (description !== "") lines.push(`#${encodeText(line)}`);
  }
  for (const [key, value] of [...section.options].sort(byName)) {
    if (key !== "description") lines.push(`${key}: ${value}`);
  }
  for (const [key, value] of section.lxc) lines.push(`${key}: ${value}`);
  return lines.map((line) => `${line}\n`).join("");
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
