import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { Reply, required } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import { optionalFlag, optionalText } from "../api/schema/property";
import { durations } from "../node/durations";
import type { ConfInterface } from "./interfaces-conf";
import { fresh } from "./interfaces-conf";
import { portsOf } from "./interfaces-check";
import {
  answerInterface,
  interfacesFile,
  pendingFile,
  readInterfaces,
  saveInterfaces,
} from "./interfaces-store";
import { reload } from "./ifreload";
import {
  deleteParameter,
  ifaceParameter,
  interfaceParameters,
  listTypes,
  nodeParameter,
} from "./network-parameters";
import { unifiedDiff } from "./unified-diff";

const base = "/nodes/{node}/network";

const modify = ({ rights, node }: Request): void => {
  rights.require(`/nodes/${node.name}`, ["Sys.Modify"]);
};

const list: Endpoint = {
  method: "GET",
  path: base,
  parameters: { node: nodeParameter, type: optionalText({ enum: listTypes }) },
  handle: ({ node, params }) => {
    const type = params.get("type");
    const rows = [...readInterfaces(node).interfaces]
      .filter(([name]) => name !== "lo")
      .filter(([, each]) => type === undefined || matches(type, each.type))
      .map(([iface, each]) => ({ ...answerInterface(each), iface }));
    const pending = node.files.readText(pendingFile);
    if (pending === undefined) return rows;
    const before = node.files.readText(interfacesFile) ?? "";
    const changes = unifiedDiff(interfacesFile, before, pendingFile, pending);
    return changes === "" ? rows : new Reply(rows, { changes });
  },
};

const read: Endpoint = {
  method: "GET",
  path: `${base}/{iface}`,
  parameters: { node: nodeParameter, iface: ifaceParameter },
  authorize: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Audit"]);
  },
  handle: ({ node, params }) =>
    answerInterface(existing(readInterfaces(node).interfaces, required(params, "iface"))),
};

const create: Endpoint = {
  method: "POST",
  path: base,
  protected: true,
  parameters: interfaceParameters,
  authorize: modify,
  handle: ({ node, params }) => {
    const conf = readInterfaces(node);
    const iface = required(params, "iface");
    if (conf.interfaces.has(iface)) throw parameterError({ iface: "interface already exists" });
    const made = fresh();
    conf.interfaces.set(iface, made);
    change(conf.interfaces, iface, params);
    saveInterfaces(node, conf);
    return null;
  },
};

const update: Endpoint = {
  method: "PUT",
  path: `${base}/{iface}`,
  protected: true,
  parameters: { ...interfaceParameters, delete: deleteParameter },
  authorize: modify,
  handle: ({ node, params }) => {
    const conf = readInterfaces(node);
    const iface = required(params, "iface");
    const each = existing(conf.interfaces, iface);
    for (const key of splitList(params.get("delete") ?? "")) remove(each, key);
    change(conf.interfaces, iface, params);
    saveInterfaces(node, conf);
    return null;
  },
};

const removeOne: Endpoint = {
  method: "DELETE",
  path: `${base}/{iface}`,
  protected: true,
  parameters: { node: nodeParameter, iface: ifaceParameter },
  authorize: modify,
  handle: ({ node, params }) => {
    const conf = readInterfaces(node);
    existing(conf.interfaces, required(params, "iface"));
    conf.interfaces.delete(required(params, "iface"));
    saveInterfaces(node, conf);
    return null;
  },
};

const revert: Endpoint = {
  method: "DELETE",
  path: base,
  protected: true,
  parameters: { node: nodeParameter },
  authorize: modify,
  handle: ({ node }) => {
    node.files.remove(pendingFile);
    return null;
  },
};

const apply: Endpoint = {
  method: "PUT",
  path: base,
  protected: true,
  parameters: { node: nodeParameter, "regenerate-frr": optionalFlag },
  authorize: modify,
  handle: ({ node, authuser }) => {
    if (!node.files.exists("/usr/share/ifupdown2")) {
      throw failure("you need ifupdown2 to reload network configuration");
    }
    return node.tasks.start("srvreload", "networking", authuser, async (worker) => {
      await worker.takes(durations.networkReload);
      if (node.files.exists(pendingFile)) node.files.rename(pendingFile, interfacesFile);
      const { problems } = reload(node.files, node.network);
      for (const line of problems) {
        const about = /(?:warning|error): (\S+):/.exec(line)?.[1];
        if (about !== undefined) worker.print(`${about} : ${line} `);
      }
      if (problems.some((line) => line.startsWith("error:"))) {
        throw new Error("command 'ifreload -a' failed: exit code 1");
      }
    });
  },
};

export const networkEndpoints: readonly Endpoint[] = [
  list,
  read,
  create,
  update,
  removeOne,
  revert,
  apply,
];

function matches(wanted: string, type: string): boolean {
  return wanted === type || (/^any_(local_)?bridge$/.test(wanted) && /^(OVSB|b)ridge$/.test(type));
}

function existing(all: ReadonlyMap<string, ConfInterface>, iface: string): ConfInterface {
  const found = all.get(iface);
  if (!found) throw parameterError({ iface: "interface does not exist" });
  return found;
}

function remove(each: ConfInterface, key: string): void {
  each.fields.delete(key);
  if (key === "autostart") each.autostart = false;
  if (key === "comments") delete each.comments;
  const suffix = /^cidr(6?)$/.exec(key)?.[1];
  if (suffix === undefined) return;
  for (const part of ["address", "netmask"]) each.fields.delete(`${part}${suffix}`);
}

/** Takes the parameters over; of addresses only what is given now stays a family of the interface. */
function change(
  all: ReadonlyMap<string, ConfInterface>,
  iface: string,
  params: ReadonlyMap<string, string>,
): void {
  const each = existing(all, iface);
  checkGateway(all, iface, params, "gateway", "Default gateway");
  checkGateway(all, iface, params, "gateway6", "Default ipv6 gateway");
  checkPorts(all, iface, params);
  const given = new Map([...params].filter(([key]) => !["node", "iface", "delete"].includes(key)));
  for (const suffix of ["", "6"]) splitCidr(given, suffix);
  const has = (key: string) => (given.get(key) ?? "") !== "";
  each.families = [
    ...(has("address") ? (["inet"] as const) : []),
    ...(has("address6") ? (["inet6"] as const) : []),
  ];
  if (each.families.length === 0) each.families = ["inet"];
  for (const suffix of ["", "6"]) {
    // The address of before would be printed as well, were it still there under its other name.
    if (has(`address${suffix}`)) each.fields.delete(`cidr${suffix}`);
    each.fields.set(`method${suffix}`, has(`address${suffix}`) ? "static" : "manual");
  }
  for (const [key, value] of given) {
    if (key === "type") each.type = value;
    else if (key === "autostart") each.autostart = value === "1";
    else if (key === "comments") each.comments = value;
    else if (key === "bridge_vids") each.fields.set(key, splitList(value).join(" "));
    else each.fields.set(key, value);
  }
}

function splitCidr(given: Map<string, string>, suffix: string): void {
  const [address, netmask] = given.get(`cidr${suffix}`)?.split("/") ?? [];
  if (address === undefined || netmask === undefined) return;
  for (const part of ["address", "netmask"]) {
    const name = `${part}${suffix}`;
    if (given.has(name)) throw parameterError({ [name]: `${name} conflicts with cidr${suffix}` });
  }
  given.delete(`cidr${suffix}`);
  given.set(`address${suffix}`, address).set(`netmask${suffix}`, netmask);
}

function checkGateway(
  all: ReadonlyMap<string, ConfInterface>,
  iface: string,
  params: ReadonlyMap<string, string>,
  key: string,
  what: string,
): void {
  if ((params.get(key) ?? "") === "") return;
  for (const [name, { fields }] of all) {
    if (name === iface || !fields.has(key)) continue;
    throw parameterError({ [key]: `${what} already exists on interface '${name}'.` });
  }
}

function checkPorts(
  all: ReadonlyMap<string, ConfInterface>,
  iface: string,
  params: ReadonlyMap<string, string>,
): void {
  const wanted = portsOf(params);
  const key = ["bridge_ports", "slaves"].find((each) => (params.get(each) ?? "") !== "");
  if (key === undefined) return;
  for (const [name, { fields }] of all) {
    const taken =
      name === iface ? undefined : portsOf(fields).find((port) => wanted.includes(port));
    if (taken === undefined) continue;
    throw parameterError({ [key]: `${taken} is already used on interface '${name}'.` });
  }
}
