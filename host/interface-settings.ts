import type { FileInterface } from "./interfaces-file";
import { valuesOf } from "./interfaces-file";

/** An interface in the words of Proxmox VE's API (PVE/API2/Network.pm); what is absent is not said. */
export interface InterfaceSettings {
  /** `bridge`, `bond`, `vlan`, `eth`, `loopback` or `unknown`, as PVE tells them apart. */
  readonly type: string;
  readonly autostart: boolean;
  readonly cidr?: string;
  readonly gateway?: string;
  readonly cidr6?: string;
  readonly gateway6?: string;
  readonly mtu?: number;
  readonly comments?: string;
  /** Sorted. */
  readonly bridge_ports?: readonly string[];
  readonly bridge_vlan_aware?: boolean;
  readonly bridge_vids?: string;
  /** Sorted. */
  readonly slaves?: readonly string[];
  readonly bond_mode?: string;
  readonly "bond-primary"?: string;
  readonly bond_xmit_hash_policy?: string;
  readonly "vlan-raw-device"?: string;
  readonly "vlan-id"?: number;
}

/** What the file says of an interface, as PVE reads it (PVE/Network/Interfaces.pm). */
export function interfaceSettings(
  name: string,
  found: FileInterface,
  isCard: boolean,
): InterfaceSettings {
  const last = (key: string, family?: string) => valuesOf(found, key, family).at(-1);
  const names = (key: string) => {
    const values = valuesOf(found, key);
    if (values.length === 0) return undefined;
    const words = values.flatMap((value) => value.split(/\s+/));
    return [...new Set(words.filter((word) => word !== "none"))].sort();
  };
  const [bridgePorts, slaves] = [names("bridge-ports"), names("bond-slaves") ?? names("slaves")];
  const rawDevice = last("vlan-raw-device") ?? /^(\S+)\.\d+$/.exec(name)?.[1];
  const tag = /(?:\.|^vlan)(\d+)$/.exec(name)?.[1] ?? last("vlan-id");
  const isBridge = bridgePorts !== undefined;
  const mode = last("bond-mode");
  const comments = found.stanzas.flatMap((stanza) => stanza.comments);
  const type = isBridge
    ? "bridge"
    : /^bond\d+$/.test(name)
      ? "bond"
      : rawDevice !== undefined
        ? "vlan"
        : isCard
          ? "eth"
          : name === "lo"
            ? "loopback"
            : "unknown";
  return {
    ...{ type, autostart: found.isAuto },
    ...optional("cidr", cidrOf(found, "inet", "32")),
    ...optional("gateway", last("gateway", "inet")),
    ...optional("cidr6", cidrOf(found, "inet6", "128")),
    ...optional("gateway6", last("gateway", "inet6")),
    ...optional("mtu", numberOf(last("mtu"))),
    ...optional("comments", comments.length === 0 ? undefined : comments.join("\n")),
    ...optional("bridge_ports", bridgePorts),
    ...(isBridge && { bridge_vlan_aware: last("bridge-vlan-aware") !== undefined }),
    ...optional("bridge_vids", vids(last("bridge-vids"))),
    ...optional("slaves", slaves),
    ...optional("bond_mode", mode === undefined ? undefined : (bondModes[Number(mode)] ?? mode)),
    ...optional("bond-primary", last("bond-primary")),
    ...optional("bond_xmit_hash_policy", last("bond-xmit-hash-policy")),
    ...optional("vlan-raw-device", type === "vlan" ? rawDevice : undefined),
    ...optional("vlan-id", type === "vlan" ? numberOf(tag) : undefined),
  };
}

/** VLANs and ranges of them as they are compared: separated by one blank. */
function vids(text: string | undefined): string | undefined {
  return text === undefined ? undefined : text.split(/[\s,;]+/).join(" ");
}

function cidrOf(found: FileInterface, family: string, most: string): string | undefined {
  const address = valuesOf(found, "address", family).at(-1);
  if (address === undefined || address.includes("/")) return address;
  const mask = found.stanzas
    .filter((stanza) => (stanza.family ?? "inet") === family)
    .flatMap(({ lines }) => lines.filter(({ key }) => key === "netmask"))
    .at(-1)?.value;
  return `${address}/${mask === undefined ? most : bitsOf(mask)}`;
}

/** `255.255.255.0` is 24. */
function bitsOf(mask: string): string {
  if (/^\d+$/.test(mask)) return mask;
  const digits = mask.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
  return String(digits.join("").replace(/0+$/, "").length);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

/** By the numbers that stand for them in a file (Documentation/networking/bonding.rst of Linux). */
const bondModes: readonly string[] = [
  ...["balance-rr", "active-backup", "balance-xor", "broadcast"],
  ...["802.3ad", "balance-tlb", "balance-alb"],
];
