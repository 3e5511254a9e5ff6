import type { Json } from "../contract";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { SpaceBook } from "../zfs/space";
import { isTemplate } from "../node/guest-configs";
import { mountPointsOf } from "./mount-point";

const mebibyte = 1024 * 1024;

/** One container as PVE::LXC::vmstatus describes it. */
export function containerStatus(node: EmbeddedNode, vmid: number): Record<string, Json> {
  const conf = node.configs.load(vmid);
  const option = (key: string): string | undefined => conf.options.get(key);
  const running = node.running.get(vmid);
  const [rootfs] = mountPointsOf(conf.options);
  const [lock, tags] = [option("lock"), option("tags")];
  return {
    vmid,
    type: "lxc",
    name: option("hostname") ?? `CT${vmid}`,
    status: running ? "running" : "stopped",
    cpus: cpuCount(node, conf),
    maxmem: Number(option("memory") ?? "512") * mebibyte,
    maxswap: Number(option("swap") ?? "0") * mebibyte,
    maxdisk: rootfs?.key === "rootfs" ? (rootfs.size ?? 0) : 0,
    ...usage(node, conf, vmid),
    ...(lock === undefined ? {} : { lock }),
    ...(tags === undefined ? {} : { tags }),
    ...(isTemplate(conf) ? { template: 1 } : {}),
  };
}

function cpuCount(node: EmbeddedNode, conf: GuestConf): number {
  const limit = Number(conf.options.get("cpulimit") ?? "0");
  const cores = conf.options.get("cores");
  if (limit > 0) return limit;
  return cores === undefined ? node.facts.hardware.threads : Number(cores);
}

function usage(node: EmbeddedNode, conf: GuestConf, vmid: number): Record<string, Json> {
  const idle = { cpu: 0, netin: 0, netout: 0, diskread: 0, diskwrite: 0, swap: 0 };
  const running = node.running.get(vmid);
  if (!running) return { ...idle, mem: 0, disk: 0, uptime: 0 };
  const memory = Number(conf.options.get("memory") ?? "512") * mebibyte;
  return {
    ...idle,
    mem: Math.min(48 * mebibyte, memory),
    disk: rootfsBytes(node, conf),
    uptime: Math.floor((Date.now() - running.started) / 1000),
    pid: running.pid,
    ...Object.fromEntries(
      ["cpu", "io", "memory"].flatMap((kind) => [
        [`pressure${kind}some`, "0.00"],
        [`pressure${kind}full`, "0.00"],
      ]),
    ),
  };
}

function rootfsBytes(node: EmbeddedNode, conf: GuestConf): number {
  const [rootfs] = mountPointsOf(conf.options);
  const dataset = rootfs && node.storages.volume(rootfs.volume);
  const path = dataset?.backend.path(dataset.volname);
  const tree = path === undefined ? undefined : node.bind(path).tree;
  const owner = [...node.zfs.state.datasets.values()].find((each) => each.tree === tree);
  return owner ? new SpaceBook(node.zfs.state).referenced(owner) : 0;
}
