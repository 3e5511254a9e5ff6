import type { Json } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import { isTemplate } from "../node/guest-configs";
import { drivesOf, isCdrom, isCloudinit, sizeOf } from "./drive";
import { memoryOf } from "./values";

const mebibyte = 1024 * 1024;

/** One virtual machine as PVE::QemuServer::vmstatus describes it. */
export function machineStatus(node: EmbeddedNode, vmid: number): Record<string, Json> {
  const conf = node.machines.load(vmid);
  const option = (key: string): string | undefined => conf.options.get(key);
  const running = node.runningMachines.get(vmid);
  const disk = bootDisk(conf.options);
  const [lock, tags] = [option("lock"), option("tags")];
  const memory = memoryOf(conf.options) * mebibyte;
  return {
    vmid,
    name: option("name") ?? `VM ${vmid}`,
    status: running ? "running" : "stopped",
    cpus: Number(option("vcpus") ?? Number(option("sockets") ?? 1) * Number(option("cores") ?? 1)),
    maxmem: memory,
    maxdisk: disk ?? 0,
    ...{ cpu: 0, netin: 0, netout: 0, diskread: 0, diskwrite: 0, disk: 0 },
    mem: running ? Math.min(512 * mebibyte, memory) : 0,
    uptime: running ? Math.floor((Date.now() - running.started) / 1000) : 0,
    ...(running ? { pid: running.pid } : {}),
    ...(lock === undefined ? {} : { lock }),
    ...(tags === undefined ? {} : { tags }),
    ...(isTemplate(conf) ? { template: 1 } : {}),
  };
}

function bootDisk(options: ReadonlyMap<string, string>): number | undefined {
  const order = /^order=(.*)$/.exec(options.get("boot") ?? "")?.[1]?.split(";") ?? [];
  const disks = drivesOf(options).filter((drive) => !isCdrom(drive) && !isCloudinit(drive));
  const disk = disks.find(({ key }) => order.includes(key)) ?? disks[0];
  return disk && sizeOf(disk);
}
