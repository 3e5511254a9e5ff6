import { parseFirewallFile, type FirewallFile } from "./file";
import { intersect, parseRange, type AddressRange } from "./ranges";

/** The firewall's files of the node, and what is needed to say whom they let in. */
export interface Firewalls {
  /** /etc/pve/firewall/cluster.fw; undefined where there is none. */
  readonly cluster: FirewallFile | undefined;
  /** host.fw of the node. */
  readonly node: FirewallFile | undefined;
  /** By vmid. */
  readonly guests: ReadonlyMap<number, FirewallFile>;
  /** What this connection's other end is seen as; undefined where sshd does not say. */
  readonly connection: Connection | undefined;
  /** The node's own address, by its hosts file. */
  readonly address: string | undefined;
  /** The node's IPv4 networks, the most special first. */
  readonly routes: readonly Route[];
}

/** The ends of an SSH connection, as the node sees them. */
interface Connection {
  readonly client: string;
  readonly server: string;
  readonly port: number;
}

export interface Route {
  readonly network: AddressRange;
  readonly interface: string;
  /** True for a network that the node is in itself, not behind a gateway. */
  readonly isLocal: boolean;
}

/** Reads the sections of the inspection that are about the firewall. */
export function parseFirewalls(sections: ReadonlyMap<string, string>, node: string): Firewalls {
  const read = (path: string): FirewallFile | undefined => {
    const text = sections.get(`firewall ${path}`);
    return text === undefined ? undefined : parseFirewallFile(text);
  };
  const guests = [...sections.keys()].flatMap((name) => {
    const [, path = "", vmid] = /^firewall (\/etc\/pve\/firewall\/(\d+)\.fw)$/.exec(name) ?? [];
    const file = read(path);
    return vmid === undefined || file === undefined ? [] : [[Number(vmid), file] as const];
  });
  return {
    cluster: read("/etc/pve/firewall/cluster.fw"),
    node: read(`/etc/pve/nodes/${node}/host.fw`),
    guests: new Map(guests),
    connection: parseConnection(sections.get("firewall-connection") ?? ""),
    address: addressOf(node, sections.get("firewall-hosts") ?? ""),
    routes: parseRoutes(sections.get("firewall-routes") ?? ""),
  };
}

/** The interface by which packets from these addresses come in; undefined where no route says. */
export function interfaceTo(routes: readonly Route[], range: AddressRange): string | undefined {
  return routes.find(({ network }) => intersect(network, range) !== undefined)?.interface;
}

/** `SSH_CONNECTION` (ssh(1)): address and port of the client, address and port of the server. */
function parseConnection(text: string): Connection | undefined {
  const [client, , server, port] = text.trim().split(" ");
  if (client === undefined || server === undefined || port === undefined) return undefined;
  return { client, server, port: Number(port) };
}

function addressOf(node: string, hosts: string): string | undefined {
  for (const line of hosts.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (names.includes(node) && !address.startsWith("127.") && address !== "::1") return address;
  }
  return undefined;
}

/** /proc/net/route: hexadecimal addresses in the machine's byte order, little endian on amd64. */
function parseRoutes(text: string): Route[] {
  const routes = text.split("\n").flatMap((line) => {
    const [name = "", dest = "", gateway = "", , , , , mask = ""] = line.trim().split(/\s+/);
    if (!/^[0-9A-F]{8}$/.test(dest) || !/^[0-9A-F]{8}$/.test(mask)) return [];
    const prefix = dotted(mask)
      .split(".")
      .map((octet) => Number(octet).toString(2).replaceAll("0", "").length)
      .reduce((sum, bits) => sum + bits, 0);
    const network = parseRange(`${dotted(dest)}/${prefix}`);
    if (network === undefined) return [];
    return [{ network, interface: name, isLocal: gateway === "00000000" && prefix > 0 }];
  });
  const size = ({ network }: Route) => network.last - network.first;
  return routes.sort((a, b) => (size(a) < size(b) ? -1 : size(a) > size(b) ? 1 : 0));
}

function dotted(hex: string): string {
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((octet) => parseInt(octet, 16))
    .join(".");
}
