import { emptyFirewall, type FirewallFile, type IpSet } from "../../host/firewall/file";
import { interfaceTo, type Firewalls } from "../../host/firewall/firewalls";
import {
  everything,
  intersect,
  isLoopback,
  isWithin,
  parseRange,
  subtract,
  type AddressRange,
} from "../../host/firewall/ranges";
import { formatRule, type FirewallRule } from "../../host/firewall/rule";
import { own } from "../../host/own";
import type { Files } from "./draft";

/** Where a node is managed from: addresses, and the ports that have to answer them. */
interface Visitor {
  readonly name: string;
  readonly range: AddressRange;
  readonly ports: readonly number[];
}

/** What is known of the node itself. */
export type Surroundings = Pick<Firewalls, "connection" | "address" | "routes">;

const ssh = 22;
const api = 8006;

/**
 * Who could not reach the node's SSH and API ports any more under these files, and why: where this program connects
 * from, the ip set `management` and the node's own network. Follows the order of PVE/Firewall.pm's
 * enable_host_firewall: the set `blacklist`, the node's rules, the datacenter's, what PVE lets in of its own accord,
 * the policy. Undefined where everybody can. Where a rule depends on what is not known here, it counts for the worse.
 */
export function lockout(files: Files, surroundings: Surroundings): string | undefined {
  const { cluster = emptyFirewall, node = emptyFirewall } = files;
  if (cluster.options["enable"] !== "1" || node.options["enable"] === "0") return undefined;
  const chain = chainOf(cluster, node, surroundings);
  for (const { name, range, ports } of visitors(cluster, surroundings)) {
    for (const port of ports) {
      const why = refusal(chain, range, port);
      if (why !== undefined) return `${name} could not reach port ${port} of the node: ${why}`;
    }
  }
  return undefined;
}

/** What is asked of a packet, one after the other. */
interface Link {
  readonly what: string;
  readonly accepts: boolean;
  readonly ports: (port: number) => boolean | undefined;
  /** The sources that it is about; undefined where that is not known. */
  readonly sources: (version: 4 | 6) => readonly AddressRange[] | undefined;
  /** Whether it is about packets of this source at all, by interface and destination. */
  readonly concerns: (range: AddressRange) => boolean | undefined;
}

function chainOf(cluster: FirewallFile, node: FirewallFile, surroundings: Surroundings): Link[] {
  const blacklist = cluster.ipsets["blacklist"];
  const rules = [...node.rules, ...cluster.rules].flatMap((rule) => expand(rule, cluster));
  const own = { concerns: () => true };
  return [
    ...(blacklist === undefined
      ? []
      : [
          {
            ...own,
            what: "it is in the ip set blacklist",
            accepts: false,
            ports: () => true,
            sources: (version: 4 | 6) => setRanges(blacklist, cluster, version),
          },
        ]),
    ...rules.map((rule) => linkOf(rule, cluster, surroundings)),
    {
      ...own,
      what: "management",
      accepts: true,
      ports: (port: number) => [ssh, api].includes(port),
      sources: (version: 4 | 6) => managementRanges(cluster, surroundings, version),
    },
    {
      ...own,
      what: `no rule lets it in, and policy_in is ${cluster.options["policy_in"] ?? "DROP"}`,
      accepts: cluster.options["policy_in"] === "ACCEPT",
      ports: () => true,
      sources: (version: 4 | 6) => [everything(version)],
    },
  ];
}

function refusal(chain: readonly Link[], range: AddressRange, port: number): string | undefined {
  let left = [range];
  for (const { what, accepts, ports, sources, concerns } of chain) {
    const about = [ports(port), concerns(range)];
    if (about.includes(false)) continue;
    const ranges = sources(range.version);
    const isCertain = ranges !== undefined && !about.includes(undefined);
    if (accepts) {
      if (isCertain) left = subtract(left, ranges);
    } else {
      const stopped = ranges ?? [everything(range.version)];
      if (left.some((each) => stopped.some((other) => intersect(each, other)))) return what;
    }
    if (left.length === 0) return undefined;
  }
  return undefined;
}

function linkOf(rule: FirewallRule, cluster: FirewallFile, surroundings: Surroundings): Link {
  return {
    what: `the rule ${JSON.stringify(formatRule(rule))} stops it`,
    accepts: rule.action === "ACCEPT",
    ports: (port) => concernsPort(rule, port),
    sources: (version) => sourceRanges(rule.source, cluster, version),
    concerns: (range) => both(comesInBy(rule, range), goesTo(rule)),
  };
  function comesInBy({ iface }: FirewallRule, range: AddressRange): boolean | undefined {
    if (iface === undefined) return true;
    const by = interfaceTo(surroundings.routes, range);
    return by === undefined ? undefined : by === iface;
  }
  function goesTo({ dest }: FirewallRule): boolean | undefined {
    if (dest === undefined) return true;
    const address = nodeAddress(surroundings);
    if (address === undefined) return undefined;
    return sourceRanges(dest, cluster, address.version)?.some((each) => isWithin(address, each));
  }
}

function both(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

/** The rules that decide about incoming packets: those that are on, a group's in the place of the group. */
function expand(rule: FirewallRule, { groups }: FirewallFile): FirewallRule[] {
  if (!rule.enable) return [];
  if (rule.type === "in") return [rule];
  if (rule.type !== "group") return [];
  const inner = groups[rule.action]?.rules ?? [];
  return inner
    .filter(({ enable, type }) => enable && type === "in")
    .map((each) => (rule.iface === undefined ? each : { ...each, iface: rule.iface }));
}

/** PVE's macros that are about one of the two ports (PVE/Firewall.pm, pve_fw_macros). */
const macros: Readonly<Record<string, number>> = { ssh, pmg: api };

function concernsPort(rule: FirewallRule, port: number): boolean | undefined {
  const { macro, proto, dport, sport } = rule;
  if (macro !== undefined) return macros[macro.toLowerCase()] === port;
  if (proto !== undefined && !["tcp", "6"].includes(proto)) return false;
  if (dport !== undefined && !dport.split(",").some((each) => isPort(each, port))) return false;
  return sport === undefined ? true : undefined;
}

function isPort(text: string, port: number): boolean {
  const [first = "", last = first] = text.split(":");
  if (text === "ssh") return port === ssh;
  return Number(first) <= port && port <= Number(last);
}

/** Undefined for what is defined elsewhere, such as the sets of SDN. */
function sourceRanges(
  source: string | undefined,
  cluster: FirewallFile,
  version: 4 | 6,
): readonly AddressRange[] | undefined {
  if (source === undefined) return [everything(version)];
  const [, set] = /^\+(?:dc\/)?([A-Za-z][\w-]*)$/.exec(source) ?? [];
  if (set !== undefined) {
    const found = own(cluster.ipsets, set);
    // PVE leaves a rule out that names what is not there.
    return found === undefined ? [] : setRanges(found, cluster, version);
  }
  if (source.startsWith("+")) return undefined;
  const [, alias] = /^(?:dc\/)?([A-Za-z][\w-]*)$/.exec(source) ?? [];
  if (alias !== undefined) return aliasRanges(alias, cluster, version);
  return source.split(",").flatMap((each) => ofVersion(parseRange(each), version));
}

function aliasRanges(name: string, cluster: FirewallFile, version: 4 | 6): AddressRange[] {
  const cidr = cluster.aliases[name.toLowerCase()]?.cidr;
  return cidr === undefined ? [] : ofVersion(parseRange(cidr), version);
}

/** Of several entries that hold an address, the smallest network counts (ipset(8), hash:net). */
function setRanges({ entries }: IpSet, cluster: FirewallFile, version: 4 | 6): AddressRange[] {
  const known = Object.entries(entries).flatMap(([cidr, { nomatch }]) => {
    const alias = /^(?:dc\/)?([A-Za-z][\w-]*)$/.exec(cidr)?.[1];
    const ranges =
      alias === undefined
        ? ofVersion(parseRange(cidr), version)
        : aliasRanges(alias, cluster, version);
    return ranges.map((range) => ({ range, nomatch }));
  });
  const size = ({ range }: (typeof known)[number]) => range.last - range.first;
  return known
    .sort((a, b) => (size(a) > size(b) ? -1 : size(a) < size(b) ? 1 : 0))
    .reduce<AddressRange[]>((set, { range, nomatch }) => {
      const rest = subtract(set, [range]);
      return nomatch ? rest : [...rest, range];
    }, []);
}

/** The set `management`, to which PVE adds the node's own network (compile). */
function managementRanges(
  cluster: FirewallFile,
  surroundings: Surroundings,
  version: 4 | 6,
): AddressRange[] {
  const network = localNetwork(cluster, surroundings);
  const declared = cluster.ipsets["management"];
  return [
    ...ofVersion(network, version),
    ...(declared === undefined ? [] : setRanges(declared, cluster, version)),
  ];
}

/** The alias `local_network`, or the network of the node's address. */
function localNetwork(cluster: FirewallFile, surroundings: Surroundings): AddressRange | undefined {
  const alias = cluster.aliases["local_network"]?.cidr;
  if (alias !== undefined) return parseRange(alias);
  const address = parseRange(surroundings.address ?? "");
  if (address === undefined) return undefined;
  return surroundings.routes.find(({ isLocal, network }) => isLocal && isWithin(address, network))
    ?.network;
}

function visitors(cluster: FirewallFile, surroundings: Surroundings): Visitor[] {
  const { connection } = surroundings;
  const client = parseRange(connection?.client ?? "");
  const management = ([4, 6] as const).flatMap((version) =>
    managementRanges(cluster, surroundings, version),
  );
  return [
    // What comes in by lo is let in before anything else.
    ...(client === undefined || isLoopback(client)
      ? []
      : [
          {
            name: `this machine (${connection?.client ?? ""})`,
            range: client,
            ports: [connection?.port ?? ssh, api],
          },
        ]),
    ...management.map((range) => ({
      name: `the management network (${show(range)})`,
      range,
      ports: [ssh, api],
    })),
  ];
}

function nodeAddress({ connection, address }: Surroundings): AddressRange | undefined {
  const server = parseRange(connection?.server ?? "");
  return server === undefined || isLoopback(server) ? parseRange(address ?? "") : server;
}

function ofVersion(range: AddressRange | undefined, version: 4 | 6): AddressRange[] {
  return range?.version === version ? [range] : [];
}

function show({ version, first, last }: AddressRange): string {
  const text = (value: bigint) =>
    version === 4
      ? [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join(".")
      : `0x${value.toString(16)}`;
  return first === last ? text(first) : `${text(first)}-${text(last)}`;
}
