import type { Endpoint } from "../api/endpoint";
import { requiredText } from "../api/schema/property";
import { addressParameter, nodeParameter } from "./network-parameters";

const file = "/etc/resolv.conf";
const servers = ["dns1", "dns2", "dns3"] as const;

const read: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/dns",
  parameters: { node: nodeParameter },
  authorize: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Audit"]);
  },
  handle: ({ node }) => parseResolver(node.files.readText(file) ?? ""),
};

const update: Endpoint = {
  method: "PUT",
  path: "/nodes/{node}/dns",
  protected: true,
  parameters: {
    node: nodeParameter,
    search: requiredText(),
    ...Object.fromEntries(servers.map((name) => [name, addressParameter])),
  },
  authorize: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Modify"]);
  },
  handle: ({ node, params }) => {
    const search = params.get("search") ?? "";
    const addresses = servers.map((name) => params.get(name) ?? "");
    const wanted = new Set(addresses.filter((each) => each !== "" && each !== "0.0.0.0"));
    const kept = (node.files.readText(file) ?? "")
      .split("\n")
      .filter((line) => line !== "" && !/^(search|domain|nameserver)\s+/.test(line));
    const lines = [
      ...(search === "" ? [] : [`search ${search}`]),
      ...[...wanted].map((each) => `nameserver ${each}`),
      ...kept,
    ];
    node.files.write(file, lines.map((line) => `${line}\n`).join(""));
    return null;
  },
};

export const dnsEndpoints: readonly Endpoint[] = [read, update];

/** The first word of the last search line, and the first three servers (PVE/INotify.pm, read_etc_resolv_conf). */
function parseResolver(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  let count = 0;
  for (const line of text.split("\n")) {
    const search = /^(?:search|domain)\s+(\S+)/.exec(line)?.[1];
    const server = /^\s*nameserver\s+([0-9a-fA-F:.]+)\s*/.exec(line)?.[1];
    if (search !== undefined) found["search"] = search;
    else if (server !== undefined) {
      const name = servers[count++];
      if (name !== undefined) found[name] = server;
    }
  }
  return found;
}
