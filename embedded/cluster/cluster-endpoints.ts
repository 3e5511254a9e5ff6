import { parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { optionalText } from "../api/schema/property";
import type { Json } from "../contract";
import { vmidParameter } from "../lxc/parameters";
import { containerStatus } from "../lxc/status";
import { machineStatus } from "../qemu/status";
import { nodeUsage } from "../node/node-endpoints";
import { taskUser } from "../node/task";
import { canSee } from "../storage/config-endpoints";
import { storageStatus } from "../storage/status-endpoints";

const nextid: Endpoint = {
  method: "GET",
  path: "/cluster/nextid",
  parameters: { vmid: { ...vmidParameter, optional: true } },
  handle: ({ node, params }) => {
    const taken = new Set(node.configs.all());
    const wanted = params.get("vmid");
    if (wanted !== undefined) {
      if (taken.has(Number(wanted))) throw parameterError({ vmid: `VM ${wanted} already exists` });
      return wanted;
    }
    let vmid = 100;
    while (taken.has(vmid)) vmid += 1;
    return String(vmid);
  },
};

const resources: Endpoint = {
  method: "GET",
  path: "/cluster/resources",
  parameters: { type: optionalText({ enum: ["vm", "storage", "node", "sdn"] }) },
  handle: (request) => {
    const type = request.params.get("type");
    const rows: Json[] = [];
    if (type === undefined || type === "vm") rows.push(...guests(request));
    if (type === undefined || type === "node") rows.push(...nodes(request));
    if (type === undefined || type === "storage") rows.push(...storages(request));
    return rows;
  },
};

const status: Endpoint = {
  method: "GET",
  path: "/cluster/status",
  parameters: {},
  authorize: ({ rights }) => {
    rights.require("/", ["Sys.Audit"]);
  },
  handle: ({ node }) => [
    {
      ...{
        id: `node/${node.name}`,
        type: "node",
        name: node.name,
        ip: node.facts.address.replace(/\/.*$/, ""),
      },
      ...{ local: 1, online: 1, nodeid: 0, level: "" },
    },
  ],
};

const tasks: Endpoint = {
  method: "GET",
  path: "/cluster/tasks",
  parameters: {},
  handle: ({ node, rights, authuser }) => {
    const [user = ""] = authuser.split("!");
    const all = rights.has(`/nodes/${node.name}`, ["Sys.Audit"]);
    return node.tasks
      .list()
      .filter((task) => all || taskUser(task).user === user)
      .slice(0, 25)
      .map(({ upid, node: name, type, id, starttime, endtime, exitstatus, ...task }) => ({
        ...{
          upid,
          node: name,
          type,
          id,
          starttime,
          ...taskUser({ ...task, node: name, type, id, starttime }),
        },
        ...(endtime === undefined ? {} : { endtime, status: exitstatus ?? "", saved: "1" }),
      }));
  },
};

export const clusterEndpoints: readonly Endpoint[] = [nextid, resources, status, tasks];

function guests({ node, rights }: Request): Json[] {
  const shown = node.configs.vmids().filter((vmid) => rights.hasOnGuest(vmid, ["VM.Audit"]));
  const machines = node.machines.vmids().filter((vmid) => rights.hasOnGuest(vmid, ["VM.Audit"]));
  const all = [
    ...shown.map((vmid) => ["lxc", vmid, containerStatus(node, vmid)] as const),
    ...machines.map((vmid) => ["qemu", vmid, machineStatus(node, vmid)] as const),
  ];
  return all.map(([type, vmid, each]) => {
    const { cpus, name, status: state, tags, lock, template, ...rest } = each;
    const numbers = ["cpu", "mem", "maxmem", "disk", "maxdisk", "uptime"] as const;
    const traffic = ["netin", "netout", "diskread", "diskwrite"] as const;
    return {
      ...{ id: `${type}/${vmid}`, type, node: node.name, vmid, memhost: 0 },
      ...{ name: name ?? "", status: state ?? "", maxcpu: cpus ?? 0, template: template ?? 0 },
      ...(tags === undefined ? {} : { tags }),
      ...(lock === undefined ? {} : { lock }),
      ...Object.fromEntries([...numbers, ...traffic].map((key) => [key, rest[key] ?? 0])),
    };
  });
}

function nodes({ node, rights }: Request): Json[] {
  const audit = rights.has(`/nodes/${node.name}`, ["Sys.Audit"]);
  const id = { id: `node/${node.name}`, type: "node", node: node.name, status: "online" };
  return [{ ...id, level: "", ...(audit ? nodeUsage(node) : {}) }];
}

function storages({ node, rights }: Request): Json[] {
  const shown = node.storages
    .entries()
    .filter((entry) => node.storages.isHere(entry) && canSee(rights, entry.id));
  return shown.map((entry) => {
    const { active, total, used, content, shared } = storageStatus(node, entry);
    return {
      ...{ id: `storage/${node.name}/${entry.id}`, type: "storage", node: node.name },
      ...{ storage: entry.id, plugintype: entry.type, content: content ?? "", shared: shared ?? 0 },
      ...{ status: active === 1 ? "available" : "unknown", maxdisk: total ?? 0, disk: used ?? 0 },
    };
  });
}
