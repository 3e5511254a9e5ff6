import type { MountedFiles } from "../files/mounted-files";
import { bondModes, bits } from "./interfaces-conf";
import type { Stanza } from "./interfaces-stanzas";
import { readStanzas } from "./interfaces-stanzas";
import type { KernelNetwork, Link } from "./kernel-network";

export interface ReloadResult {
  /** Lines as ifupdown2 prints them: `error: IFACE: …`. */
  readonly problems: readonly string[];
}

const main = "/etc/network/interfaces";

/** `ifreload -a` of ifupdown2: what is in the files and marked auto is brought up, what is in them no more goes down. */
export function reload(files: MountedFiles, kernel: KernelNetwork): ReloadResult {
  const { stanzas, auto } = readAll(files);
  const names = [...new Set(stanzas.map(({ iface }) => iface))];
  const wanted = names.filter((name) => auto.has(name));
  const problems: string[] = [];
  const gone = kernel.managed.filter((name) => !names.includes(name));
  for (const name of gone.reverse()) takeDown(kernel, name);
  const done = new Set<string>();
  const bring = (name: string, asked: boolean): void => {
    if (done.has(name)) return;
    done.add(name);
    const own = stanzas.filter(({ iface }) => iface === name);
    for (const below of dependsOn(name, own)) bring(below, false);
    if (asked || own.length > 0) bringUp(kernel, name, own, problems);
  };
  for (const name of wanted) bring(name, true);
  kernel.managed = [
    ...new Set([...kernel.managed.filter((name) => names.includes(name)), ...wanted]),
  ];
  kernel.changed();
  return { problems };
}

/** The main file, and those that it names. */
function readAll(files: MountedFiles) {
  const stanzas: Stanza[] = [];
  const auto = new Set<string>();
  const read = (path: string): void => {
    const found = readStanzas(files.readText(path) ?? "");
    for (const name of found.auto) auto.add(name);
    for (const entry of found.entries) {
      if (typeof entry !== "string") stanzas.push(entry);
      else for (const other of sourced(files, entry)) read(other);
    }
  };
  read(main);
  return { stanzas, auto };
}

/** `source FOLDER/*`; a directory's files have names without a dot or a tilde at the end. */
function sourced(files: MountedFiles, line: string): string[] {
  const [, verb, path = ""] = /^\s*(source|source-directory)\s+(\S+)\s*$/.exec(line) ?? [];
  if (verb === undefined || path === main) return [];
  if (verb === "source" && !path.endsWith("/*")) return files.exists(path) ? [path] : [];
  const folder = path.replace(/\/\*?$/, "");
  return files.list(folder).map((name) => `${folder}/${name}`);
}

function words(stanzas: readonly Stanza[], key: string): string[] {
  const values = stanzas.flatMap(({ lines }) =>
    lines.filter((line) => line.key.replaceAll("_", "-") === key).map(({ value }) => value),
  );
  return values.flatMap((value) => value.split(/\s+/)).filter((word) => word !== "none");
}

function word(stanzas: readonly Stanza[], key: string): string | undefined {
  return words(stanzas, key).at(-1);
}

function rawDevice(name: string, stanzas: readonly Stanza[]): string | undefined {
  return word(stanzas, "vlan-raw-device") ?? /^(\S+)\.\d+$/.exec(name)?.[1];
}

function dependsOn(name: string, stanzas: readonly Stanza[]): string[] {
  const below = rawDevice(name, stanzas);
  return [
    ...words(stanzas, "bridge-ports"),
    ...words(stanzas, "bond-slaves"),
    ...(below === undefined ? [] : [below]),
  ];
}

function takeDown(kernel: KernelNetwork, name: string): void {
  const link = kernel.links.get(name);
  if (!link) return;
  if (link.kind !== undefined) {
    kernel.remove(name);
    return;
  }
  Object.assign(link, { addresses: [], up: false });
  delete link.master;
  kernel.routes = kernel.routes.filter(({ dev }) => dev !== name);
}

function bringUp(
  kernel: KernelNetwork,
  name: string,
  stanzas: readonly Stanza[],
  problems: string[],
): void {
  const link = kernel.links.get(name) ?? make(kernel, name, stanzas);
  if (!link) {
    problems.push(`error: ${name}: interface ${name} not found`);
    return;
  }
  if (name === "lo") return;
  link.up = true;
  const mtu = Number(word(stanzas, "mtu") ?? 0);
  const below = link.vlan === undefined ? undefined : kernel.links.get(link.vlan.link)?.mtu;
  link.mtu = mtu > 0 ? mtu : (below ?? 1500);
  if (link.bridge) setBridge(kernel, name, link.bridge, stanzas, problems);
  if (link.bond) setBond(kernel, name, link.bond, stanzas, problems);
  setAddresses(kernel, name, link, stanzas);
}

/** Cards cannot be made; everything else is what its stanza or its name says. */
function make(kernel: KernelNetwork, name: string, stanzas: readonly Stanza[]): Link | undefined {
  const has = (key: string) =>
    stanzas.some(({ lines }) => lines.some((line) => line.key.replaceAll("_", "-") === key));
  if (has("bridge-ports")) {
    const first = kernel.links.get(words(stanzas, "bridge-ports")[0] ?? "");
    const bridge = { vlanFiltering: false, stp: false, forwardDelay: 0 };
    return kernel.add(name, { kind: "bridge", bridge, ...(first && { mac: first.mac }) });
  }
  if (has("bond-slaves")) {
    const bond = { mode: "balance-rr", miimon: 0, policy: "layer2" };
    return kernel.add(name, { kind: "bond", bond });
  }
  const raw = rawDevice(name, stanzas);
  const below = raw === undefined ? undefined : kernel.links.get(raw);
  const id = Number(word(stanzas, "vlan-id") ?? /(\d+)$/.exec(name)?.[1] ?? 0);
  if (raw === undefined || below === undefined || id === 0) return undefined;
  const vlan = { link: raw, id, protocol: "802.1Q" };
  return kernel.add(name, { kind: "vlan", vlan, mac: below.mac, mtu: below.mtu });
}

function setBridge(
  kernel: KernelNetwork,
  name: string,
  bridge: NonNullable<Link["bridge"]>,
  stanzas: readonly Stanza[],
  problems: string[],
): void {
  bridge.vlanFiltering = /^(yes|on|1)$/.test(word(stanzas, "bridge-vlan-aware") ?? "no");
  bridge.stp = /^(yes|on)$/.test(word(stanzas, "bridge-stp") ?? "off");
  bridge.forwardDelay = Number(word(stanzas, "bridge-fd") ?? 15);
  setPorts(kernel, name, words(stanzas, "bridge-ports"), (missing) => {
    problems.push(
      `error: ${name}: bridge port ${missing} does not exist`,
      `error: ${name}: bridge configuration failed (missing ports)`,
    );
  });
}

function setBond(
  kernel: KernelNetwork,
  name: string,
  bond: NonNullable<Link["bond"]>,
  stanzas: readonly Stanza[],
  problems: string[],
): void {
  const mode = word(stanzas, "bond-mode") ?? "balance-rr";
  bond.mode = bondModes[Number(mode)] ?? mode;
  bond.miimon = Number(word(stanzas, "bond-miimon") ?? 0);
  bond.policy = word(stanzas, "bond-xmit-hash-policy") ?? "layer2";
  const primary = word(stanzas, "bond-primary");
  if (primary === undefined) delete bond.primary;
  else bond.primary = primary;
  setPorts(kernel, name, words(stanzas, "bond-slaves"), (missing) => {
    problems.push(
      `warning: ${name}: skipping slave ${missing}, does not exist`,
      `error: ${name}: invalid configuration: missing slaves`,
    );
  });
}

/** What has another master is moved; a VLAN that only its bridge names is made. */
function setPorts(
  kernel: KernelNetwork,
  master: string,
  wanted: readonly string[],
  miss: (name: string) => void,
): void {
  for (const port of kernel.ports(master)) {
    const link = kernel.links.get(port);
    if (link && !wanted.includes(port)) delete link.master;
  }
  for (const port of wanted) {
    const link = kernel.links.get(port) ?? make(kernel, port, []);
    if (!link) miss(port);
    else Object.assign(link, { master, up: true, addresses: [] });
  }
}

/** Addresses that the files do not name are taken away (address-purge, on by default). */
function setAddresses(
  kernel: KernelNetwork,
  name: string,
  link: Link,
  stanzas: readonly Stanza[],
): void {
  if (link.master === undefined) {
    link.addresses = stanzas.flatMap(({ family, lines }) =>
      lines.flatMap(({ key, value }) => {
        if (key !== "address") return [];
        const mask = bits(lines.find((line) => line.key === "netmask")?.value);
        const most = family === "inet6" || value.includes(":") ? "128" : "32";
        return [value.includes("/") ? value : `${value}/${mask ?? most}`];
      }),
    );
  }
  kernel.routes = kernel.routes.filter(({ dev }) => dev !== name);
  for (const gateway of words(stanzas, "gateway")) kernel.routes.push({ gateway, dev: name });
}
