import { failure, messageOf } from "../api/api-error";
import type { GuestConf, GuestSection } from "../conf/guest-conf";
import { newSection } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { addUnused } from "../lxc/guest-volumes";
import type { GuestKind } from "./guest-kind";
import { alone } from "./guest-kind";

/** True where everything of the guest can be snapshotted. */
export function canSnapshot(
  kind: GuestKind,
  node: EmbeddedNode,
  options: ReadonlyMap<string, string>,
): boolean {
  const volumes = kind.snapshotVolumes(options);
  if (volumes === undefined) return false;
  return volumes.every((volid) => {
    const { backend, volname } = node.storages.volume(volid);
    return backend.has("snapshot", volname);
  });
}

/** The work of a `vzsnapshot` or `qmsnapshot` task (PVE::AbstractConfig::snapshot_create). */
export async function createSnapshot(
  kind: GuestKind,
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  description: string | undefined,
  worker: Worker,
): Promise<void> {
  const configs = kind.configs(node);
  const prepared = await alone(kind, node, vmid, () =>
    configs.edit(vmid, (conf) => {
      prepare(kind, node, conf, snapname, description);
    }),
  );
  await worker.takes(durations.snapshot);
  const taken: { volname: string; remove: () => void }[] = [];
  try {
    for (const volid of kind.snapshotVolumes(prepared.options) ?? []) {
      const { backend, volname } = node.storages.volume(volid);
      backend.snapshot(volname, snapname);
      const remove = (): void => {
        backend.deleteSnapshot(volname, snapname);
      };
      taken.push({ volname, remove });
    }
  } catch (error) {
    for (const { remove } of taken) remove();
    configs.edit(vmid, (conf) => {
      conf.snapshots.delete(snapname);
      conf.options.delete("lock");
    });
    throw failure(messageOf(error).trim());
  }
  configs.edit(vmid, (conf) => {
    conf.snapshots.get(snapname)?.options.delete("snapstate");
    conf.options.delete("lock");
    conf.options.set("parent", snapname);
  });
}

/** The work of a `vzdelsnapshot` or `qmdelsnapshot` task. */
export async function deleteSnapshot(
  kind: GuestKind,
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  force: boolean,
  worker: Worker,
): Promise<void> {
  const configs = kind.configs(node);
  const snapshot = existing(configs.load(vmid), snapname);
  configs.edit(vmid, (conf) => {
    checkLock(conf, configs.kind.noun);
    if (isTemplate(conf)) throw failure("you can't delete a snapshot if vm is a template");
    conf.options.set("lock", "snapshot-delete");
    conf.snapshots.get(snapname)?.options.set("snapstate", "delete");
  });
  await worker.takes(durations.snapshot);
  for (const volid of kind.snapshotVolumes(snapshot.options) ?? []) {
    const { backend, volname } = node.storages.volume(volid);
    try {
      backend.deleteSnapshot(volname, snapname);
    } catch (error) {
      if (!force) throw error;
    }
  }
  configs.edit(vmid, (conf) => {
    forget(conf, snapname, snapshot);
  });
}

/** The work of a `vzrollback` or `qmrollback` task: a running guest is stopped, and started again only on request. */
export async function rollBack(
  kind: GuestKind,
  node: EmbeddedNode,
  vmid: number,
  snapname: string,
  worker: Worker,
): Promise<void> {
  const configs = kind.configs(node);
  const conf = configs.load(vmid);
  if (isTemplate(conf)) throw failure("you can't rollback if vm is a template");
  const snapshot = existing(conf, snapname);
  const volumes = (kind.snapshotVolumes(snapshot.options) ?? []).map((volid) =>
    node.storages.volume(volid),
  );
  for (const { backend, volname } of volumes) backend.checkRollback(volname, snapname);
  const state = snapshot.options.get("snapstate");
  if (state !== undefined) {
    throw failure(`unable to rollback to incomplete snapshot (snapstate = ${state})`);
  }
  checkLock(conf, configs.kind.noun);
  if (kind.isRunning(node, vmid)) await kind.stop(node, vmid, worker);
  configs.edit(vmid, (each) => void each.options.set("lock", "rollback"));
  await worker.takes(durations.rollback);
  for (const { backend, volname } of volumes) backend.rollback(volname, snapname);
  configs.edit(vmid, (each) => {
    restore(kind, each, snapname, snapshot);
  });
}

function prepare(
  kind: GuestKind,
  node: EmbeddedNode,
  conf: GuestConf,
  snapname: string,
  description: string | undefined,
): void {
  if (isTemplate(conf)) throw failure("you can't take a snapshot if it's a template");
  checkLock(conf, kind.configs(node).kind.noun);
  if (conf.snapshots.has(snapname)) throw failure(`snapshot name '${snapname}' already used`);
  if (!canSnapshot(kind, node, conf.options)) throw failure("snapshot feature is not available");
  const snapshot = newSection();
  copyConfig(conf, snapshot);
  snapshot.options.set("snaptime", String(node.clock.seconds())).set("snapstate", "prepare");
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

function restore(kind: GuestKind, conf: GuestConf, snapname: string, snapshot: GuestSection): void {
  const kept = newSection();
  for (const [key, value] of conf.options) {
    if (key === "description" || /^unused\d+$/.test(key)) kept.options.set(key, value);
  }
  const then = new Set(kind.snapshotVolumes(snapshot.options));
  for (const volid of kind.snapshotVolumes(conf.options) ?? []) {
    if (!then.has(volid)) addUnused(kept.options, volid);
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
