import type { KernelNetwork, Link } from "./kernel-network";
import { ProgramError } from "../contract";

/** What `ip addr`, `ip link` and `ip route` change; false for words that only show something. */
export function changeNetwork(
  kernel: KernelNetwork,
  object: "addr" | "link" | "route",
  words: readonly string[],
): boolean {
  const [verb = "show", ...rest] = words;
  const option = (name: string) => rest[rest.indexOf(name) + 1];
  if (object === "addr" && ["add", "replace", "del", "delete", "flush"].includes(verb)) {
    changeAddress(linkOf(kernel, rest.includes("dev") ? option("dev") : undefined), verb, rest[0]);
  } else if (object === "link" && verb === "set") {
    const names = rest[0] === "dev" ? rest.slice(1) : rest;
    setLink(kernel, names[0] ?? "", names.slice(1));
  } else if (object === "link" && ["del", "delete"].includes(verb)) {
    const name = rest.filter((word) => word !== "dev")[0] ?? "";
    linkOf(kernel, name);
    kernel.remove(name);
  } else if (object === "link" && verb === "add") {
    addLink(kernel, rest);
  } else if (object === "route" && ["add", "replace", "del", "delete"].includes(verb)) {
    changeRoute(kernel, verb, rest);
  } else return false;
  kernel.changed();
  return true;
}

function linkOf(kernel: KernelNetwork, name: string | undefined): Link {
  const link = kernel.links.get(name ?? "");
  if (!link) throw new ProgramError(`Cannot find device "${name ?? ""}"`, 1);
  return link;
}

function changeAddress(link: Link, verb: string, address = ""): void {
  if (verb === "flush") {
    link.addresses = [];
    return;
  }
  const full = address.includes("/") ? address : `${address}/${address.includes(":") ? 128 : 32}`;
  const has = link.addresses.includes(full);
  if (verb === "add" && has) {
    throw new ProgramError("Error: ipv4: Address already assigned.", 2);
  }
  if (verb.startsWith("del")) {
    if (!has) throw new ProgramError("Error: ipv4: Address not found.", 2);
    link.addresses = link.addresses.filter((each) => each !== full);
  } else if (!has) link.addresses.push(full);
}

function setLink(kernel: KernelNetwork, name: string, words: readonly string[]): void {
  const link = linkOf(kernel, name);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    const value = () => words[(at += 1)] ?? "";
    if (word === "up" || word === "down") link.up = word === "up";
    else if (word === "mtu") link.mtu = Number(value());
    else if (word === "nomaster") delete link.master;
    else if (word === "master") {
      const master = value();
      linkOf(kernel, master);
      link.master = master;
    } else if (word === "type") value();
    else if (word === "vlan_filtering" && link.bridge) link.bridge.vlanFiltering = value() === "1";
    else if (word === "mode" && link.bond) link.bond.mode = value();
    else if (word === "primary" && link.bond) link.bond.primary = value();
    else if (word === "xmit_hash_policy" && link.bond) link.bond.policy = value();
    else
      throw new ProgramError(
        `Error: either "dev" is duplicate, or "${word ?? ""}" is a garbage.`,
        255,
      );
  }
  // Routes of a link that is down are gone.
  if (!link.up) kernel.routes = kernel.routes.filter(({ dev }) => dev !== name);
}

function addLink(kernel: KernelNetwork, words: readonly string[]): void {
  const after = (word: string) => {
    const at = words.indexOf(word);
    return at < 0 ? undefined : words[at + 1];
  };
  const below = after("link");
  const named = words.filter((word, at) => words[at - 1] !== "link" && word !== "link");
  const name = after("name") ?? named.filter((word) => word !== "dev")[0] ?? "";
  if (kernel.links.has(name)) throw new ProgramError("RTNETLINK answers: File exists", 2);
  const type = after("type");
  if (type === "dummy") kernel.add(name, { kind: "dummy" });
  else if (type === "bridge") {
    const bridge = { vlanFiltering: false, stp: false, forwardDelay: 15 };
    kernel.add(name, { kind: "bridge", bridge });
  } else if (type === "bond") {
    kernel.add(name, { kind: "bond", bond: { mode: "balance-rr", miimon: 0, policy: "layer2" } });
  } else if (type === "vlan" && below !== undefined) {
    const { mac, mtu } = linkOf(kernel, below);
    const vlan = { link: below, id: Number(after("id") ?? 1), protocol: "802.1Q" };
    kernel.add(name, { kind: "vlan", vlan, mac, mtu });
  } else throw new ProgramError("Error: Unknown device type.", 2);
}

function changeRoute(kernel: KernelNetwork, verb: string, words: readonly string[]): void {
  const [target, ...rest] = words;
  const option = (name: string) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  const [gateway, dev] = [option("via"), option("dev")];
  if (target !== "default") throw new ProgramError("RTNETLINK answers: Operation not supported", 2);
  const isIt = (each: { gateway: string; dev: string }) =>
    (gateway === undefined || each.gateway === gateway) && (dev === undefined || each.dev === dev);
  if (verb.startsWith("del")) {
    if (!kernel.routes.some(isIt)) throw new ProgramError("RTNETLINK answers: No such process", 2);
    kernel.routes = kernel.routes.filter((each) => !isIt(each));
    return;
  }
  if (verb === "replace") kernel.routes = [];
  if (verb === "add" && kernel.routes.length > 0) {
    throw new ProgramError("RTNETLINK answers: File exists", 2);
  }
  const through = dev ?? [...kernel.links].find(([, { addresses }]) => addresses.length > 0)?.[0];
  kernel.routes.push({ gateway: gateway ?? "", dev: through ?? "" });
}
