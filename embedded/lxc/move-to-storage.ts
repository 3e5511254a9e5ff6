import { failure } from "../api/api-error";
import type { Request } from "../api/endpoint";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import { checkDigest } from "./config-endpoints";
import { addUnused, usesVolume } from "./guest-volumes";
import { parseMountPoint, printMountPoint } from "./mount-point";

/** A volume that is to lie on another storage. */
interface StorageMove {
  readonly vmid: number;
  readonly key: string;
  readonly storage: string;
  readonly digest: string | undefined;
  /** Whether the original goes; otherwise it is kept as an unused volume. */
  readonly isRemoved: boolean;
}

/** Checks, locks the container `disk` and starts the task that copies the volume. */
export async function copyToStorage(request: Request, move: StorageMove): Promise<string> {
  const { node, rights, authuser } = request;
  rights.require(`/storage/${move.storage}`, ["Datastore.AllocateSpace"]);
  await node.lockConfig(move.vmid, () => {
    check(request, move);
    node.configs.edit(move.vmid, (conf) => void conf.options.set("lock", "disk"));
  });
  return node.tasks.start("move_volume", String(move.vmid), authuser, async (worker) => {
    try {
      await worker.takes(durations.copyVolume);
      copy(request, move);
    } finally {
      node.configs.edit(move.vmid, (conf) => void conf.options.delete("lock"));
    }
  });
}

function check({ node }: Request, { vmid, key, digest, isRemoved }: StorageMove): void {
  const conf = node.configs.load(vmid);
  checkLock(conf);
  if (node.running.has(vmid)) throw failure("cannot move volumes of a running container");
  if (/^unused\d+$/.test(key)) {
    throw failure(
      `cannot move volume '${key}', only configured volumes can be moved to another storage`,
    );
  }
  const { volume } = parseMountPoint(key, conf.options.get(key));
  const inSnapshot = [...conf.snapshots.values()].some((each) => usesVolume(each.options, volume));
  if (isRemoved && inSnapshot) {
    throw failure("you can't move a volume with snapshots and delete the source");
  }
  checkDigest(conf.digest, digest);
}

function copy({ node }: Request, { vmid, key, storage, isRemoved }: StorageMove): void {
  const conf = node.configs.load(vmid);
  const point = parseMountPoint(key, conf.options.get(key));
  const old = node.storages.volume(point.volume);
  const backend = node.storages.backend(node.storages.enabled(storage));
  backend.activate();
  const made = backend.allocate(vmid, point.size ?? old.backend.size(old.volname));
  try {
    backend.fill(made, old.backend.contents(old.volname));
  } catch (error) {
    backend.free(made);
    throw error;
  }
  point.volume = `${storage}:${isTemplate(conf) ? backend.makeBase(made) : made}`;
  conf.options.set(key, printMountPoint(point));
  if (!isRemoved) addUnused(conf.options, old.volid);
  node.configs.save(vmid, conf);
  if (isRemoved) node.storages.free(old.volid);
}
