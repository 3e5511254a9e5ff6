import { failure } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, checkProtection } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { firewallFile } from "../lxc/clone";
import { destroyUnreferenced, removeAccess } from "../lxc/destroy";
import { volumesOf } from "./drive";

export interface DestroyRequest {
  readonly vmid: number;
  readonly purge: boolean;
  readonly skipLock: boolean;
  /** Also volumes of the vmid that no configuration names. */
  readonly unreferenced: boolean;
}

/** What destroy_vm refuses before it answers. */
export function checkDestroy(node: EmbeddedNode, { vmid, skipLock }: DestroyRequest): void {
  const conf = node.machines.load(vmid);
  if (!skipLock) checkLock(conf, "VM");
  checkProtection(conf, `can't remove VM ${vmid}`);
  if (node.runningMachines.has(vmid)) {
    throw failure(`VM ${vmid} is running - destroy failed`);
  }
}

/** The work of a `qmdestroy` task; the configuration goes last, so that the vmid stays taken. */
export async function destroyMachine(
  node: EmbeddedNode,
  request: DestroyRequest,
  worker: Worker,
): Promise<void> {
  const { vmid } = request;
  checkDestroy(node, request);
  const conf = node.machines.load(vmid);
  const sections = [conf, ...conf.snapshots.values()].map(({ options }) => options);
  const unused = [...conf.options].filter(([key]) => /^unused\d+$/.test(key));
  const volumes = new Set([
    ...[...sections, conf.pending].flatMap(volumesOf),
    ...unused.map(([, volid]) => volid),
  ]);
  refuseUsedBases(node, volumes);
  await worker.takes(durations.destroy);
  for (const volid of volumes) {
    const { backend, volname } = node.storages.volume(volid);
    if (backend.parse(volname).vmid === vmid) node.storages.free(volid);
  }
  if (request.unreferenced) destroyUnreferenced(node, vmid, worker);
  removeAccess(node, vmid);
  node.files.remove(firewallFile(vmid));
  if (request.purge) worker.print(`purging VM ${vmid} from related configurations..`);
  node.machines.remove(vmid);
}

function refuseUsedBases(node: EmbeddedNode, volumes: ReadonlySet<string>): void {
  for (const volid of volumes) {
    const { backend, volname } = node.storages.volume(volid);
    const { name, isBase } = backend.parse(volname);
    const isOf = (other: string) =>
      other.includes("/") && other.split("/").slice(0, -1).includes(name);
    if (isBase && backend.list().some((each) => isOf(each.volname) && each.volname !== volname)) {
      throw failure(`base volume '${volid}' is still in use by linked cloned`);
    }
  }
}
