import { failure, forbidden, messageOf } from "../api/api-error";
import { emptyGuestConf } from "../conf/guest-conf";
import type { EmbeddedNode } from "../node/embedded-node";
import { durations } from "../node/durations";
import type { Worker } from "../node/task-list";
import { baseName } from "../files/paths";
import { filesOf } from "./guest-files";
import { detectOsType, setUpNewGuest, warnOfSystemd } from "./guest-setup";
import { createVolume } from "./guest-volumes";
import { mountPointsOf, newVolumePattern } from "./mount-point";
import { isNetworkKey, normalizeNetwork } from "./network";
import { normalizeText } from "./pending";

/** What a create request asks for, its parameters checked. */
export interface NewContainer {
  readonly vmid: number;
  /** Volume id of the template. */
  readonly ostemplate: string;
  /** Options but for mount points. */
  readonly options: ReadonlyMap<string, string>;
  /** `rootfs` and `mp[n]`. */
  readonly mounts: ReadonlyMap<string, string>;
  readonly unprivileged: boolean;
  readonly pool: string | undefined;
  readonly password: string | undefined;
  readonly sshKeys: string | undefined;
}

/** Makes the configuration with its lock, which reserves the vmid; the task does the rest. */
export function reserve(node: EmbeddedNode, vmid: number): void {
  node.configs.checkUnused(vmid);
  const conf = emptyGuestConf();
  conf.options.set("lock", "create");
  node.configs.save(vmid, conf);
}

/** The work of a `vzcreate` task. What it has made is removed again when it fails. */
export async function createContainer(
  node: EmbeddedNode,
  wanted: NewContainer,
  worker: Worker,
): Promise<void> {
  const { vmid } = wanted;
  const volumes: string[] = [];
  try {
    const options = newOptions(node, wanted);
    const archive = templateArchive(node, wanted.ostemplate, worker);
    for (const point of mountPointsOf(wanted.mounts)) {
      if (point.type === "volume") checkExisting(node, point.volume);
      const made = point.volume;
      options.set(point.key, createVolume(node, vmid, point));
      if (point.type === "volume" && point.volume !== made) volumes.push(point.volume);
    }
    await unpack(node, vmid, options, archive, worker);
    const conf = node.configs.load(vmid);
    conf.options.clear();
    for (const [key, value] of options) conf.options.set(key, value);
    const files = filesOf(node, vmid, options);
    setUpNewGuest(worker, files, options, node.files, wanted);
    warnOfSystemd(worker, files, options);
    node.configs.save(vmid, conf);
    if (wanted.pool !== undefined) addToPool(node, vmid, wanted.pool);
  } catch (error) {
    for (const volid of volumes) node.storages.free(volid);
    node.configs.remove(vmid);
    throw failure(`unable to create CT ${vmid} - ${messageOf(error)}`);
  }
}

/** Refuses a pool that is not there (PVE::RPCEnvironment::check_pool_exist). */
export function requirePool(node: EmbeddedNode, pool: string | undefined): void {
  if (pool !== undefined && !node.users().pools.has(pool)) {
    throw forbidden(`pool '${pool}' does not exist`);
  }
}

export function addToPool(node: EmbeddedNode, vmid: number, pool: string): void {
  const users = node.users();
  const record = users.pools.get(pool);
  if (!record || record.vms.includes(vmid)) return;
  record.vms.push(vmid);
  node.saveUsers(users);
}

function newOptions(node: EmbeddedNode, wanted: NewContainer): Map<string, string> {
  const options = new Map<string, string>();
  for (const [key, value] of wanted.options) {
    options.set(key, isNetworkKey(key) ? normalizeNetwork(node, value) : normalizeText(key, value));
  }
  const defaults = { hostname: `CT${wanted.vmid}`, memory: "512", swap: "512", arch: "amd64" };
  for (const [key, value] of Object.entries(defaults)) {
    if (!options.has(key)) options.set(key, value);
  }
  if (wanted.unprivileged) options.set("unprivileged", "1");
  return options;
}

/** Refuses a volume that is named and not there; one that is yet to be made is not looked at. */
function checkExisting(node: EmbeddedNode, volid: string): void {
  if (newVolumePattern.test(volid)) return;
  const { backend, volname } = node.storages.volume(volid);
  backend.mount(volname);
}

function templateArchive(node: EmbeddedNode, ostemplate: string, worker: Worker): string {
  const { backend, volname } = node.storages.volume(ostemplate);
  const path = backend.path(volname);
  if (!node.files.exists(path)) {
    const why = `volume '${ostemplate}' does not exist`;
    worker.print(why);
    throw failure(why);
  }
  return path;
}

async function unpack(
  node: EmbeddedNode,
  vmid: number,
  options: Map<string, string>,
  archive: string,
  worker: Worker,
): Promise<void> {
  worker.print(`extracting archive '${archive}'`);
  await worker.takes(durations.unpack);
  const content = node.templateTree(baseName(archive));
  if (!content) {
    throw failure(
      `command 'tar xpf - --zstd … -C /var/lib/lxc/${vmid}/rootfs' failed: exit code 2`,
    );
  }
  const rootfs = mountPointsOf(options).find((point) => point.key === "rootfs");
  const { backend, volname } = node.storages.volume(rootfs?.volume ?? "");
  backend.fill(volname, content);
  worker.print("Detected container architecture: amd64");
  const ostype = options.get("ostype") ?? detectOsType(content);
  if (ostype === undefined) throw failure("unable to detect OS distribution");
  options.set("ostype", ostype);
}
