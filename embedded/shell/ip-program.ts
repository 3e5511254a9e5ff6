import type { MountedFiles } from "../files/mounted-files";
import type { Program } from "./program";
import { failed } from "./program";

interface Interface {
  readonly index: number;
  readonly name: string;
  readonly mac: string;
  readonly up: boolean;
  readonly mtu: number;
  /** IPv4 with prefix length. */
  readonly addresses: readonly string[];
}

/** ip(8): `addr` and `link`, plain, brief or as JSON, of the interfaces that the system has. */
export function ipProgram(interfaces: () => readonly Interface[]): Program {
  return (args) => {
    const options = args.filter((word) => word.startsWith("-"));
    const [object = "", ...rest] = args.filter((word) => !word.startsWith("-"));
    const named = rest.filter(
      (word) => !["show", "list", "dev", "scope", "global", "up"].includes(word),
    );
    const all = interfaces();
    const shown = named.length === 0 ? all : all.filter((each) => named.includes(each.name));
    if (named.length > 0 && shown.length === 0)
      return failed(`Device "${named[0] ?? ""}" does not exist.`);
    if (/^r(oute)?$/.test(object)) return "";
    if (!/^(a|addr|address|l|link)$/.test(object))
      return failed(`Object "${object}" is unknown, try "ip help".`);
    const withAddresses = object.startsWith("a");
    if (options.some((word) => word.startsWith("-j")))
      return `${JSON.stringify(shown.map((each) => json(each, withAddresses)))}\n`;
    if (options.some((word) => word.startsWith("-br"))) {
      return shown
        .map(
          (each) =>
            `${each.name.padEnd(16)} ${(each.up ? "UP" : "UNKNOWN").padEnd(14)} ${withAddresses ? each.addresses.join(" ") : each.mac}\n`,
        )
        .join("");
    }
    if (options.some((word) => word === "-o" || word === "-oneline")) {
      return shown
        .flatMap((each) =>
          each.addresses.map(
            (address) =>
              `${each.index}: ${each.name}    inet ${address} scope global ${each.name}\\       valid_lft forever preferred_lft forever\n`,
          ),
        )
        .join("");
    }
    return shown.map((each) => plain(each, withAddresses)).join("");
  };
}

/** The addresses of all interfaces but the loopback, without prefix lengths. */
export function addressesOf(
  interfaces: readonly Pick<Interface, "name" | "addresses">[],
): string[] {
  return interfaces
    .filter(({ name }) => name !== "lo")
    .flatMap(({ addresses }) => addresses.map((address) => address.split("/")[0] ?? ""));
}

/** A guest's interfaces, as the files say that PVE writes into it: ifupdown's or systemd-networkd's. */
export function guestInterfaces(files: MountedFiles): Interface[] {
  const found = configuredAddresses(files.readText("/etc/network/interfaces") ?? "");
  const folders = ["/etc/systemd/network", "/run/systemd/network"];
  for (const path of folders.flatMap((folder) =>
    files.list(folder).map((name) => `${folder}/${name}`),
  )) {
    const content = files.readText(path) ?? "";
    const device = /^\s*Name\s*=\s*(\S+)/m.exec(content)?.[1];
    const addresses = [...content.matchAll(/^\s*Address\s*=\s*(\d\S+)/gm)].map(
      ([, address = ""]) => address,
    );
    if (device !== undefined) found.set(device, addresses);
  }
  found.delete("lo");
  const loopback = {
    index: 1,
    name: "lo",
    mac: "00:00:00:00:00:00",
    up: false,
    mtu: 65536,
    addresses: ["127.0.0.1/8"],
  };
  const others = [...found].map(([name, addresses], at) => ({
    index: at + 2,
    name,
    mac: "bc:24:11:00:00:01",
    up: true,
    mtu: 1500,
    addresses,
  }));
  return [loopback, ...others];
}

function configuredAddresses(content: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let current = "";
  for (const line of content.split("\n")) {
    const [word = "", value = ""] = line.trim().split(/\s+/);
    if (word === "iface") {
      current = value;
      if (!found.has(current)) found.set(current, []);
    } else if (word === "address" && /^\d/.test(value)) {
      found.set(current, [
        ...(found.get(current) ?? []),
        value.includes("/") ? value : `${value}/24`,
      ]);
    }
  }
  return found;
}

function json(each: Interface, withAddresses: boolean): object {
  const { index, name, mac, mtu, up } = each;
  const addr_info = each.addresses.map((address) => {
    const [local = "", prefix = "24"] = address.split("/");
    return {
      family: "inet",
      local,
      prefixlen: Number(prefix),
      scope: name === "lo" ? "host" : "global",
      label: name,
    };
  });
  const state = {
    ifindex: index,
    ifname: name,
    flags: flags(each),
    mtu,
    operstate: up ? "UP" : "UNKNOWN",
    link_type: name === "lo" ? "loopback" : "ether",
    address: mac,
  };
  return withAddresses ? { ...state, addr_info } : state;
}

function plain(each: Interface, withAddresses: boolean): string {
  const kind = each.name === "lo" ? "loopback" : "ether";
  const head = `${each.index}: ${each.name}: <${flags(each).join(",")}> mtu ${each.mtu} qdisc noqueue state ${each.up ? "UP" : "UNKNOWN"} group default qlen 1000\n    link/${kind} ${each.mac} brd ff:ff:ff:ff:ff:ff\n`;
  if (!withAddresses) return head;
  const scope = each.name === "lo" ? "host" : "global";
  return (
    head +
    each.addresses
      .map(
        (address) =>
          `    inet ${address} scope ${scope} ${each.name}\n       valid_lft forever preferred_lft forever\n`,
      )
      .join("")
  );
}

function flags(each: Interface): string[] {
  return each.name === "lo"
    ? ["LOOPBACK", "UP", "LOWER_UP"]
    : ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"];
}
