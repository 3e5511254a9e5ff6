import { failure } from "../api/api-error";
import type { GuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, checkProtection } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { firewallFile } from "./clone";
import { destroyVolume } from "./guest-volumes";
import { mountPointsOf, newVolumePattern } from "./mount-point";
import { stopContainer } from "./run";

export interface DestroyRequest {
  readonly vmid: number;
  readonly force: boolean;
  readonly purge: boolean;
  /** Also volumes of the vmid that no configuration names. */
  readonly unreferenced: boolean;
}

/** What destroy_vm refuses before it answers. */
export function checkDestroy(node: EmbeddedNode, { vmid, force }: DestroyRequest): GuestConf {
  const conf = node.configs.load(vmid);
  checkProtection(conf, `can't remove CT ${vmid}`);
  checkLock(conf);
  if (!force && node.running.has(vmid)) {
    throw failure(`unable to destroy CT ${vmid} - container is running`);
  }
  return conf;
}

/** The work of a `vzdestroy` task; the configuration goes last, so that the vmid stays taken. */
export async function destroyContainer(
  node: EmbeddedNode,
  request: DestroyRequest,
  worker: Worker,
): Promise<void> {
  const { vmid } = request;
  checkDestroy(node, request);
  if (node.running.has(vmid)) {
    worker.print(`forced to stop CT ${vmid} before destroying!`);
    await stopContainer(node, vmid, worker);
  }
  await worker.takes(durations.destroy);
  const conf = node.configs.load(vmid);
  for (const volid of new Set(volumesOf(conf))) destroyVolume(node, vmid, volid);
  if (request.unreferenced) destroyUnreferenced(node, vmid, worker);
  removeAccess(node, vmid);
  node.files.remove(firewallFile(vmid));
  if (request.purge) worker.print(`purging CT ${vmid} from related configurations..`);
  node.configs.remove(vmid);
}

function volumesOf(conf: GuestConf): string[] {
  const sections = [conf, ...conf.snapshots.values()].map((section) => section.options);
  const waiting = namedVolumes(conf.pending).filter((volid) => !newVolumePattern.test(volid));
  return [...sections.flatMap(namedVolumes), ...waiting];
}

function namedVolumes(options: ReadonlyMap<string, string>): string[] {
  const mounted = mountPointsOf(options).filter((point) => point.type === "volume");
  const unused = [...options].filter(([key]) => /^unused\d+$/.test(key));
  return [...mounted.map((point) => point.volume), ...unused.map(([, volid]) => volid)];
}

export function destroyUnreferenced(node: EmbeddedNode, vmid: number, worker: Worker): void {
  for (const entry of node.storages.entries()) {
    if (!node.storages.isHere(entry) || entry.options.get("disable") === "1") continue;
    for (const { volname } of node.storages.list(entry, vmid)) {
      try {
        node.storages.free(`${entry.id}:${volname}`);
      } catch (error) {
        worker.print(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

export function removeAccess(node: EmbeddedNode, vmid: number): void {
  const users = node.users();
  const own = users.acl.filter((acl) => acl.path === `/vms/${vmid}`);
  const pools = [...users.pools.values()].filter((pool) => pool.vms.includes(vmid));
  if (own.length === 0 && pools.length === 0) return;
  users.acl = users.acl.filter((acl) => acl.path !== `/vms/${vmid}`);
  for (const pool of pools) pool.vms = pool.vms.filter((each) => each !== vmid);
  node.saveUsers(users);
}
