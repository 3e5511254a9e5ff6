import { createHash } from "node:crypto";

/** One section of a guest's configuration file: the current state, what is pending, or a snapshot. */
export interface ConfigSection {
  /** `key: value` lines but the raw ones. */
  readonly values: Readonly<Record<string, string>>;
  /** Raw `lxc.*` lines in their order, each as `key: value`. */
  readonly raw: readonly string[];
  /** Decoded, without the newline that PVE puts at its end; "" for none. */
  readonly description: string;
}

export interface Snapshot extends ConfigSection {
  readonly name: string;
}

/** A guest's configuration, as its file in /etc/pve has it. */
export interface GuestConfig {
  readonly current: ConfigSection;
  readonly pending: {
    readonly values: Readonly<Record<string, string>>;
    /** Keys that the next start drops. */
    readonly deleted: readonly string[];
  };
  readonly snapshots: Readonly<Record<string, Snapshot>>;
  /** What the drive of cloud-init still has otherwise, or has not yet; of virtual machines only. */
  readonly cloudinit: Readonly<Record<string, string>>;
  /** SHA-1 of the file, which is what the API calls `digest` (PVE/Tools.pm). */
  readonly digest: string;
}

/** Reads a file of /etc/pve/lxc or /etc/pve/qemu-server (formats: parse_pct_config of PVE/LXC/Config.pm, parse_vm_config of PVE/QemuServer.pm). */
export function parseGuestConfig(text: string): GuestConfig {
  const sections = new Map<string, string[]>([["", []]]);
  let lines = sections.get("") ?? [];
  for (const line of text.split("\n")) {
    const header = /^\[([A-Za-z][\w:-]*)\]\s*$/.exec(line);
    if (header === null) lines.push(line);
    else sections.set(header[1] ?? "", (lines = []));
  }
  const snapshots: Record<string, Snapshot> = {};
  for (const [name, body] of sections) {
    if (name !== "" && name !== machinePending && !name.includes(":"))
      snapshots[name] = { name, ...parseSection(body) };
  }
  const { delete: deleted = "", ...pending } = parseSection(
    sections.get("pve:pending") ?? sections.get(machinePending) ?? [],
  ).values;
  return {
    current: parseSection(sections.get("") ?? []),
    pending: {
      values: pending,
      deleted: deleted
        .split(",")
        .map((key) => key.trim().replace(/^!/, ""))
        .filter((key) => key !== ""),
    },
    snapshots,
    cloudinit: parseSection(sections.get("special:cloudinit") ?? []).values,
    digest: createHash("sha1").update(text).digest("hex"),
  };
}

/** What `pve:pending` is in the file of a virtual machine (PVE/QemuServer.pm, parse_vm_config). */
const machinePending = "PENDING";

function parseSection(lines: readonly string[]): ConfigSection {
  const values: Record<string, string> = {};
  const raw: string[] = [];
  const description: string[] = [];
  for (const line of lines) {
    if (line.startsWith("#")) {
      description.push(decode(line.slice(1)));
      continue;
    }
    const match = /^([a-z][\w.]*)\s*[:=]\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, key = "", value = ""] = match;
    if (key.startsWith("lxc.")) raw.push(`${key}: ${value}`);
    else if (key === "description") description.push(decode(value));
    else values[key] = value;
  }
  return { values, raw, description: description.join("\n").replace(/\n+$/, "") };
}

/** Descriptions are stored with `%XX` for `%`, `:` and what is not ASCII (PVE/Tools.pm, encode_text). */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
