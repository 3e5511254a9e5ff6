import type { Endpoint } from "../api/endpoint";
import { nodeFormat } from "../api/schema/formats";
import { requiredText } from "../api/schema/property";
import type { Json } from "../contract";
import { runningKernel } from "../kernel/kernel-files";
import type { EmbeddedNode } from "./embedded-node";

const nodeParameter = requiredText({ format: nodeFormat });

const version: Endpoint = {
  method: "GET",
  path: "/version",
  parameters: {},
  handle: ({ node }) => versionOf(node),
};

const nodeVersion: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/version",
  parameters: { node: nodeParameter },
  handle: ({ node }) => versionOf(node),
};

const nodes: Endpoint = {
  method: "GET",
  path: "/nodes",
  parameters: {},
  handle: ({ node, rights }) => {
    const id = { node: node.name, id: `node/${node.name}`, type: "node", status: "online" };
    const audit = rights.has(`/nodes/${node.name}`, ["Sys.Audit"]);
    return [{ ...id, level: "", ...(audit ? nodeUsage(node) : {}) }];
  },
};

const index: Endpoint = {
  method: "GET",
  path: "/nodes/{node}",
  parameters: { node: nodeParameter },
  handle: () =>
    ["aplinfo", "lxc", "qemu", "status", "storage", "tasks", "version"].map((name) => ({ name })),
};

const status: Endpoint = {
  method: "GET",
  path: "/nodes/{node}/status",
  protected: true,
  parameters: { node: nodeParameter },
  authorize: ({ rights, node }) => {
    rights.require(`/nodes/${node.name}`, ["Sys.Audit"]);
  },
  handle: ({ node }) => statusOf(node),
};

export const nodeEndpoints: readonly Endpoint[] = [version, nodeVersion, nodes, index, status];

/** What pvestatd broadcasts of the node. */
export function nodeUsage(node: EmbeddedNode): Record<string, Json> {
  const { total, used } = node.space("/");
  return {
    maxcpu: node.facts.hardware.threads,
    cpu: 0.01,
    maxmem: node.facts.hardware.memory,
    mem: usedMemory(node),
    maxdisk: total,
    disk: used,
    uptime: node.clock.uptime(),
    ssl_fingerprint: node.facts.fingerprint,
  };
}

function versionOf({ facts }: EmbeddedNode): Record<string, Json> {
  const [, version = "", repoid = ""] = facts.version.split("/");
  const [major = "", minor = ""] = version.split(".");
  return { version, release: `${major}.${minor}`, repoid };
}

function statusOf(node: EmbeddedNode): Record<string, Json> {
  const { facts } = node;
  const { total, used, avail } = node.space("/");
  const memory = usedMemory(node);
  return {
    uptime: node.clock.uptime(),
    idle: 0,
    wait: 0,
    cpu: 0.01,
    loadavg: ["0.12", "0.10", "0.09"],
    pveversion: facts.version,
    kversion: `Linux ${runningKernel(node.files)} #1 SMP PREEMPT_DYNAMIC`,
    "current-kernel": {
      sysname: "Linux",
      release: runningKernel(node.files),
      version: "#1 SMP PREEMPT_DYNAMIC",
      machine: "x86_64",
    },
    "boot-info": { mode: "efi", secureboot: 0 },
    cpuinfo: {
      ...{
        model: facts.hardware.cpuModel,
        cores: facts.hardware.cores,
        cpus: facts.hardware.threads,
        sockets: 1,
      },
      ...{
        mhz: "4500.000",
        hvm: "1",
        user_hz: 100,
        vendor: "AuthenticAMD",
        family: "25",
        flags: "fpu sse sse2 avx avx2 svm",
      },
    },
    memory: {
      ...{ total: facts.hardware.memory, used: memory },
      ...{ free: facts.hardware.memory - memory, available: facts.hardware.memory - memory },
    },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: { total, used, avail, free: avail },
    ksm: { shared: 0 },
  };
}

function usedMemory(node: EmbeddedNode): number {
  return (1536 + node.running.size * 48) * 1024 * 1024;
}
