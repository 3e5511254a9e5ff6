import { isNetworkKey, parseNetwork } from "./network";

/** The network configuration that PVE::LXC::Setup writes: ifupdown for Debian, systemd-networkd for Ubuntu. */
export function networkFiles(
  options: ReadonlyMap<string, string>,
): [path: string, content: string][] {
  const nets = [...options].filter(([key]) => isNetworkKey(key)).sort(([a], [b]) => compare(a, b));
  const interfaces = nets.map(([, value]) => parseNetwork(value));
  if (options.get("ostype") === "ubuntu") {
    return interfaces.map((net) => [
      `/etc/systemd/network/${net.get("name") ?? "eth0"}.network`,
      networkdFile(net),
    ]);
  }
  if (options.get("ostype") !== "debian") return [];
  return [["/etc/network/interfaces", interfacesFile(interfaces)]];
}

function interfacesFile(interfaces: readonly ReadonlyMap<string, string>[]): string {
  const blocks = interfaces.map((net) => {
    const name = net.get("name") ?? "eth0";
    return `auto ${name}\n${stanza(name, "inet", net.get("ip"), net.get("gw"))}${stanza(
      name,
      "inet6",
      net.get("ip6"),
      net.get("gw6"),
    )}\n`;
  });
  return `auto lo\niface lo inet loopback\niface lo inet6 loopback\n\n${blocks.join("")}`;
}

function stanza(
  name: string,
  family: "inet" | "inet6",
  address: string | undefined,
  gateway: string | undefined,
): string {
  if (address === undefined) return "";
  if (!address.includes("/")) return `iface ${name} ${family} ${address}\n`;
  const route = gateway === undefined ? "" : `\tgateway ${gateway}\n`;
  return `iface ${name} ${family} static\n\taddress ${address}\n${route}`;
}

function networkdFile(net: ReadonlyMap<string, string>): string {
  const name = net.get("name") ?? "eth0";
  const [ip, ip6] = [net.get("ip"), net.get("ip6")];
  const lines = [`Description = Interface ${name} autoconfigured by PVE`];
  for (const address of [ip, ip6]) {
    if (address?.includes("/")) lines.push(`Address = ${address}`);
  }
  for (const gateway of [net.get("gw"), net.get("gw6")]) {
    if (gateway !== undefined) lines.push(`Gateway = ${gateway}`);
  }
  const [dhcp4, dhcp6] = [ip === "dhcp", ip6 === "dhcp"];
  lines.push(`DHCP = ${dhcp4 && dhcp6 ? "yes" : dhcp4 ? "ipv4" : dhcp6 ? "ipv6" : "no"}`);
  lines.push(`IPv6AcceptRA = ${ip6 === "auto" ? "true" : "false"}`);
  return `[Match]\nName = ${name}\n\n[Network]\n${lines.join("\n")}\n`;
}

function compare(a: string, b: string): number {
  return Number(a.slice(3)) - Number(b.slice(3));
}
