import { failure, messageOf } from "../api/api-error";
import type { GuestConf, GuestSection } from "../conf/guest-conf";
import { newSection } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { mountPointsOf } from "./mount-point";
import { addUnused, usesVolume } from "./guest-volumes";
import { stopContainer } from "./run";

/** True where every volume of the container can be snapshotted; a bind mount can not. */
export function canSnapshot(node: EmbeddedNode, options: ReadonlyMap<string, string>): boolean {
  return mountPointsOf(options).every((point) => {
    if (point.type !== "volume") return false;
    const { backend, volname } = node.storages.volume(point.volume);
    return backend.has("snapshot", volname);
  });
}

/** The work of a `vzsnapshot` task (PVE::AbstractConfig::snapshot_create). */
export async function createSnapshot(
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  description: string | undefined,
  worker: Worker,
): Promise<void> {
  const prepared = await node.lockConfig(vmid, () =>
    node.configs.edit(vmid, (conf) => {
      prepare(node, conf, snapname, description, node.clock.seconds());
    }),
  );
  await worker.takes(durations.snapshot);
  const taken: { volname: string; remove: () => void }[] = [];
  try {
    for (const point of mountPointsOf(prepared.options)) {
      const { backend, volname } = node.storages.volume(point.volume);
      backend.snapshot(volname, snapname);
      const remove = (): void => {
        backend.deleteSnapshot(volname, snapname);
      };
      taken.push({ volname, remove });
    }
  } catch (error) {
    for (const { remove } of taken) remove();
    node.configs.edit(vmid, (conf) => {
      conf.snapshots.delete(snapname);
      conf.options.delete("lock");
    });
    throw failure(messageOf(error).trim());
  }
  node.configs.edit(vmid, (conf) => {
    conf.snapshots.get(snapname)?.options.delete("snapstate");
    conf.options.delete("lock");
    conf.options.set("parent", snapname);
  });
}

/** The work of a `vzdelsnapshot` task. */
export async function deleteSnapshot(
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  force: boolean,
  worker: Worker,
): Promise<void> {
  const snapshot = existing(node.configs.load(vmid), snapname);
  node.configs.edit(vmid, (conf) => {
    checkLock(conf);
    if (isTemplate(conf)) throw failure("you can't delete a snapshot if vm is a template");
    conf.options.set("lock", "snapshot-delete");
    conf.snapshots.get(snapname)?.options.set("snapstate", "delete");
  });
  await worker.takes(durations.snapshot);
  for (const point of mountPointsOf(snapshot.options)) {
    const { backend, volname } = node.storages.volume(point.volume);
    try {
      backend.deleteSnapshot(volname, snapname);
    } catch (error) {
      if (!force) throw error;
    }
  }
  node.configs.edit(vmid, (conf) => {
    forget(conf, snapname, snapshot);
  });
}

/** The work of a `vzrollback` task: a running container is stopped, and started again only on request. */
export async function rollBack(
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  worker: Worker,
): Promise<void> {
  const conf = node.configs.load(vmid);
  if (isTemplate(conf)) throw failure("you can't rollback if vm is a template");
  const snapshot = existing(conf, snapname);
  const volumes = mountPointsOf(snapshot.options).map((point) =>
    node.storages.volume(point.volume),
  );
  for (const { backend, volname } of volumes) backend.checkRollback(volname, snapname);
  const state = snapshot.options.get("snapstate");
  if (state !== undefined) {
    throw failure(`unable to rollback to incomplete snapshot (snapstate = ${state})`);
  }
  checkLock(conf);
  if (node.running.has(vmid)) await stopContainer(node, vmid, worker);
  node.configs.edit(vmid, (each) => void each.options.set("lock", "rollback"));
  await worker.takes(durations.rollback);
  for (const { backend, volname } of volumes) backend.rollback(volname, snapname);
  node.configs.edit(vmid, (each) => {
    restore(each, snapname, snapshot);
  });
}

function prepare(
  node: EmbeddedNode,
  conf: GuestConf,
  snapname: string,
  description: string | undefined,
  time: number,
): void {
  if (isTemplate(conf)) throw failure("you can't take a snapshot if it's a template");
  checkLock(conf);
  if (conf.snapshots.has(snapname)) throw failure(`snapshot name '${snapname}' already used`);
  if (!canSnapshot(node, conf.options)) throw failure("snapshot feature is not available");
  const snapshot = newSection();
  copyConfig(conf, snapshot);
  snapshot.options.set("snaptime", String(time)).set("snapstate", "prepare");
  if (description) snapshot.options.set("description", description);
  conf.snapshots.set(snapname, snapshot);
  conf.options.set("lock", "snapshot");
}

const notInSnapshots = new Set(["snapstate", "snaptime", "lock", "description"]);

/** What a snapshot keeps of a configuration, and a rollback of a snapshot. */
function copyConfig(from: GuestSection, to: GuestSection): void {
  for (const [key, value] of from.options) {
    if (!notInSnapshots.has(key) && !/^unused\d+$/.test(key)) to.options.set(key, value);
  }
  to.lxc = [...from.lxc];
}

function restore(conf: GuestConf, snapname: string, snapshot: GuestSection): void {
  const kept = newSection();
  for (const [key, value] of conf.options) {
    if (key === "description" || /^unused\d+$/.test(key)) kept.options.set(key, value);
  }
  for (const point of mountPointsOf(conf.options)) {
    const lost = point.type === "volume" && !usesVolume(snapshot.options, point.volume);
    if (lost) addUnused(kept.options, point.volume);
  }
  copyConfig(snapshot, kept);
  kept.options.set("parent", snapname);
  conf.options.clear();
  for (const [key, value] of kept.options) conf.options.set(key, value);
  conf.lxc = kept.lxc;
  conf.pending.clear();
  conf.pendingDelete.clear();
}

function forget(conf: GuestConf, snapname: string, snapshot: GuestSection): void {
  const parent = snapshot.options.get("parent");
  for (const section of [conf, ...conf.snapshots.values()]) {
    if (section.options.get("parent") !== snapname) continue;
    if (parent === undefined) section.options.delete("parent");
    else section.options.set("parent", parent);
  }
  conf.snapshots.delete(snapname);
  conf.options.delete("lock");
}

function existing(conf: GuestConf, snapname: string): GuestSection {
  const snapshot = conf.snapshots.get(snapname);
  if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  return snapshot;
}
