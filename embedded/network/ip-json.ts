import type { KernelNetwork, Link } from "./kernel-network";
import { operState } from "./sys-class-net";

/** A link as `ip -j` prints it; with details (`-d`), with addresses (`ip addr`). */
export function linkJson(
  name: string,
  link: Link,
  kernel: KernelNetwork,
  wants: { readonly details: boolean; readonly addresses: boolean },
): object {
  const isLoopback = name === "lo";
  return {
    ifindex: link.index,
    ...(link.vlan && { link: link.vlan.link }),
    ifname: name,
    flags: flagsOf(name, link, kernel),
    mtu: link.mtu,
    qdisc: link.kind === undefined && !isLoopback ? "fq_codel" : "noqueue",
    ...(link.master !== undefined && { master: link.master }),
    operstate: operState(name, link, kernel),
    ...(!wants.addresses && { linkmode: "DEFAULT" }),
    group: "default",
    txqlen: 1000,
    link_type: isLoopback ? "loopback" : "ether",
    address: link.mac,
    broadcast: isLoopback ? link.mac : "ff:ff:ff:ff:ff:ff",
    ...(wants.details && details(name, link, kernel)),
    ...(wants.addresses && { addr_info: addressesOf(name, link).map(addressJson) }),
  };
}

/** The flags in the order of ip(8). */
export function flagsOf(name: string, link: Link, kernel: KernelNetwork): string[] {
  if (name === "lo") return link.up ? ["LOOPBACK", "UP", "LOWER_UP"] : ["LOOPBACK"];
  const carries = kernel.carries(name);
  return [
    ...(link.up && !carries ? ["NO-CARRIER"] : []),
    ...["BROADCAST", "MULTICAST"],
    ...(link.kind === "bond" ? ["MASTER"] : []),
    ...(kernel.links.get(link.master ?? "")?.kind === "bond" ? ["SLAVE"] : []),
    ...(link.up ? ["UP"] : []),
    ...(carries ? ["LOWER_UP"] : []),
  ];
}

export interface Address {
  readonly label: string;
  readonly family: "inet" | "inet6";
  readonly local: string;
  readonly prefixlen: number;
  readonly scope: "host" | "link" | "global";
}

/** The addresses of a link, the link-local one that the kernel makes among them; IPv4 first. */
export function addressesOf(name: string, link: Link): Address[] {
  const own = link.addresses.map((each): Address => {
    const [local = "", prefix = "32"] = each.split("/");
    const family = local.includes(":") ? "inet6" : "inet";
    const scope = name === "lo" ? "host" : local.startsWith("fe80:") ? "link" : "global";
    return { label: name, family, local, prefixlen: Number(prefix), scope };
  });
  const isBare = name === "lo" || !link.up || link.master !== undefined;
  const local = isBare ? [] : [linkLocal(name, link.mac)];
  return [...own, ...local].sort((a, b) => a.family.length - b.family.length);
}

function addressJson({ label, family, local, prefixlen, scope }: Address): object {
  return {
    ...{ family, local, prefixlen, scope },
    ...(family === "inet" ? { label } : scope === "link" ? { protocol: "kernel_ll" } : {}),
    ...(local === "::1" && { noprefixroute: true }),
    ...{ valid_life_time: 4294967295, preferred_life_time: 4294967295 },
  };
}

/** RFC 4291, appendix A. */
function linkLocal(name: string, mac: string): Address {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac
    .split(":")
    .map((part) => parseInt(part, 16));
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  const local = `fe80::${groups.map((group) => group.toString(16)).join(":")}`;
  return { label: name, family: "inet6", local, prefixlen: 64, scope: "link" };
}

function details(name: string, link: Link, kernel: KernelNetwork): object {
  const info = linkInfo(link, kernel);
  return {
    ...{ promiscuity: 0, allmulti: 0 },
    ...(name === "lo" ? { min_mtu: 0, max_mtu: 0 } : { min_mtu: 68, max_mtu: 65535 }),
    ...(Object.keys(info).length > 0 && { linkinfo: info }),
    ...{ inet6_addr_gen_mode: "eui64", num_tx_queues: 1, num_rx_queues: 1 },
    ...{ gso_max_size: 65536, gso_max_segs: 65535, tso_max_size: 524280, tso_max_segs: 65535 },
    ...{ gro_max_size: 65536, gso_ipv4_max_size: 65536, gro_ipv4_max_size: 65536 },
    ...(link.kind === undefined &&
      name !== "lo" && { parentbus: "pci", parentdev: `0000:0${link.index}:00.0` }),
  };
}

function linkInfo(link: Link, kernel: KernelNetwork): object {
  const master = kernel.links.get(link.master ?? "")?.kind;
  return {
    ...(link.kind !== undefined && { info_kind: link.kind }),
    ...(link.kind !== undefined && link.kind !== "dummy" && { info_data: infoData(link) }),
    ...(master !== undefined && {
      info_slave_kind: master,
      info_slave_data: { state: "forwarding" },
    }),
  };
}

function infoData({ mac, bridge, bond, vlan }: Link): object {
  if (vlan) return { protocol: vlan.protocol, id: vlan.id, flags: ["REORDER_HDR"] };
  if (bond) {
    return {
      ...{ mode: bond.mode, miimon: bond.miimon, updelay: 0, downdelay: 0 },
      ...(bond.primary !== undefined && { primary: bond.primary }),
      ...{ primary_reselect: "always", fail_over_mac: "none", xmit_hash_policy: bond.policy },
    };
  }
  const flag = (value: boolean | undefined) => (value === true ? 1 : 0);
  return {
    ...{ forward_delay: (bridge?.forwardDelay ?? 0) * 100, hello_time: 200, max_age: 2000 },
    ...{ ageing_time: 30000, stp_state: flag(bridge?.stp), priority: 32768 },
    ...{ vlan_filtering: flag(bridge?.vlanFiltering), vlan_protocol: "802.1Q" },
    ...{ bridge_id: `8000.${mac}`, root_id: `8000.${mac}`, root_port: 0, root_path_cost: 0 },
    ...{ topology_change: 0, topology_change_detected: 0, vlan_default_pvid: 1 },
    ...{ vlan_stats_enabled: 0, mcast_snooping: 1 },
  };
}
