import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { changeNetwork } from "./ip-change";
import { addressesOf, flagsOf, linkJson } from "./ip-json";
import type { KernelNetwork, Link } from "./kernel-network";
import { operState } from "./sys-class-net";

/** ip(8) of the node: `addr`, `link` and `route`, plain, brief, one line each or as JSON, and their changes. */
export function hostIp(kernel: KernelNetwork): Program {
  return (args, io) => {
    const first = args.findIndex((word) => !word.startsWith("-"));
    const options = args.slice(0, first < 0 ? args.length : first);
    const [given = "", ...words] = first < 0 ? [] : args.slice(first);
    const object = objects.find((name) => given !== "" && name.startsWith(given.slice(0, 4)));
    if (object === undefined || !object.startsWith(given.replace(/ess$/, ""))) {
      return failed(`Object "${given}" is unknown, try "ip help".`);
    }
    if (changeNetwork(kernel, object, words)) {
      io.record();
      return "";
    }
    const has = (...names: string[]) => options.some((option) => names.includes(option));
    const style = { json: has("-j", "-json"), details: has("-d", "-details") };
    if (object === "route") return routes(kernel, style.json, has("-6"));
    const shown = select(kernel, words);
    if (typeof shown === "string") return failed(shown);
    if (style.json) {
      const wants = { details: style.details, addresses: object === "addr" };
      const rows = shown.map(([name, link]) => linkJson(name, link, kernel, wants));
      return `${JSON.stringify(rows)}\n`;
    }
    if (has("-br", "-brief")) return shown.map((each) => brief(kernel, object, ...each)).join("");
    if (has("-o", "-oneline") && object === "addr") {
      return shown.flatMap(([name, link]) => oneLine(name, link)).join("");
    }
    return shown.map((each) => plain(kernel, object, ...each)).join("");
  };
}

const objects = ["addr", "link", "route"] as const;

/** The links that `show [dev] NAME`, `master NAME` and `up` leave; a text says what is wrong. */
function select(kernel: KernelNetwork, words: readonly string[]): [string, Link][] | string {
  const master = words.includes("master") ? words[words.indexOf("master") + 1] : undefined;
  const skipped = ["show", "list", "dev", "up", "scope", "global", "master", master];
  const named = words.find((word) => !skipped.includes(word));
  if (named !== undefined && !kernel.links.has(named)) return `Device "${named}" does not exist.`;
  return [...kernel.links].filter(
    ([name, link]) =>
      (named === undefined || name === named) &&
      (master === undefined || link.master === master) &&
      (!words.includes("up") || link.up),
  );
}

function routes(kernel: KernelNetwork, json: boolean, isV6: boolean): string {
  const all = kernel.routes.filter(({ gateway }) => gateway.includes(":") === isV6);
  if (json) {
    const rows = all.map(({ gateway, dev }) => ({
      ...{ dst: "default", gateway, dev, protocol: "kernel" },
      ...(isV6 && { metric: 1024 }),
      flags: ["onlink"],
      ...(isV6 && { pref: "medium" }),
    }));
    return `${JSON.stringify(rows)}\n`;
  }
  return all
    .map(({ gateway, dev }) => `default via ${gateway} dev ${dev} proto kernel onlink \n`)
    .join("");
}

function brief(kernel: KernelNetwork, object: string, name: string, link: Link): string {
  const title = link.vlan ? `${name}@${link.vlan.link}` : name;
  const start = `${title.padEnd(16)} ${operState(name, link, kernel).padEnd(14)} `;
  if (object === "addr") {
    const all = addressesOf(name, link).map(({ local, prefixlen }) => `${local}/${prefixlen} `);
    return `${start}${all.join("")}\n`;
  }
  return `${start}${link.mac} <${flagsOf(name, link, kernel).join(",")}> \n`;
}

function oneLine(name: string, link: Link): string[] {
  return addressesOf(name, link).map(
    ({ family, local, prefixlen, scope }) =>
      `${link.index}: ${name}    ${family} ${local}/${prefixlen} scope ${scope} ${family === "inet" ? name : ""}\\       valid_lft forever preferred_lft forever\n`,
  );
}

function plain(kernel: KernelNetwork, object: string, name: string, link: Link): string {
  const title = link.vlan ? `${name}@${link.vlan.link}` : name;
  const isLoopback = name === "lo";
  const qdisc = link.kind === undefined && !isLoopback ? "fq_codel" : "noqueue";
  const master = link.master === undefined ? "" : ` master ${link.master}`;
  const mode = object === "link" ? " mode DEFAULT" : "";
  const head =
    `${link.index}: ${title}: <${flagsOf(name, link, kernel).join(",")}> mtu ${link.mtu} qdisc ${qdisc}${master} state ${operState(name, link, kernel)}${mode} group default qlen 1000\n` +
    `    link/${isLoopback ? "loopback" : "ether"} ${link.mac} brd ${isLoopback ? link.mac : "ff:ff:ff:ff:ff:ff"}\n`;
  if (object === "link") return head;
  const rows = addressesOf(name, link).map(({ family, local, prefixlen, scope }) => {
    const more =
      family === "inet"
        ? name
        : scope === "link"
          ? "proto kernel_ll"
          : local === "::1"
            ? "noprefixroute"
            : "";
    return `    ${family} ${local}/${prefixlen} scope ${scope} ${more}${family === "inet" ? "" : " "}\n       valid_lft forever preferred_lft forever\n`;
  });
  return head + rows.join("");
}
