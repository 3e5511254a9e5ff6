import { FileTree } from "../files/file-tree";
import { standardDevices } from "../files/standard-devices";
import type { Mount } from "../files/mounted-files";
import { MountedFiles } from "../files/mounted-files";
import type { DirectoryNode, Node, NodeTree } from "../files/nodes";
import { newDirectory } from "../files/nodes";
import { normalizePath } from "../files/paths";
import { parsePropertyString } from "../api/schema/check";
import { failure } from "../api/api-error";
import type { EmbeddedNode } from "../node/embedded-node";
import type { MountPoint } from "./mount-point";
import { mountPointsOf } from "./mount-point";
import { deviceProperties } from "./options";

/** What a container sees: its rootfs, its mount points in it and, while it runs, a /dev of its own. */
export function guestFiles(node: EmbeddedNode, vmid: number): MountedFiles {
  return filesOf(node, vmid, node.configs.load(vmid).options);
}

/** The same for a configuration that is not (yet) the file's. */
export function filesOf(
  node: EmbeddedNode,
  vmid: number,
  options: ReadonlyMap<string, string>,
): MountedFiles {
  const [rootfs, ...others] = mountPointsOf(options);
  if (rootfs?.key !== "rootfs") throw failure(`missing 'rootfs' configuration`);
  const root = new MountedTree(mountOf(node, rootfs));
  const mounts = new Map<string, Mount>();
  for (const point of others) mounts.set(normalizePath(point.target), mountOf(node, point));
  const dev = node.running.get(vmid)?.dev;
  if (dev) mounts.set("/dev", { tree: dev });
  const view = new MountedFiles(root, () => mounts);
  const bare = new MountedFiles(root);
  for (const target of mounts.keys()) if (!bare.exists(target)) bare.mkdir(target);
  return view;
}

/** What a mount point mounts; refuses what is not there, as the mount hook does. */
export function mountOf(node: EmbeddedNode, point: MountPoint): Mount {
  const readonly = point.readOnly;
  if (point.type === "volume") {
    const { backend, volname } = node.storages.volume(point.volume);
    return { ...backend.mount(volname), readonly };
  }
  if (point.type === "device") throw failure(`unable to mount device '${point.volume}'`);
  if (node.files.stat(point.volume)?.type !== "directory") {
    throw failure(`directory '${point.volume}' does not exist`);
  }
  return { ...node.bind(point.volume), readonly };
}

/** A fresh /dev with the usual nodes; `dev[n]` are added to it. */
export function newDev(): FileTree {
  const dev = new FileTree();
  for (const [name, major, minor] of guestDevices) dev.view.mknod(`/${name}`, major, minor);
  for (const directory of ["pts", "shm", "mqueue"]) dev.mkdir(`/${directory}`);
  for (const [name, target] of standardLinks) dev.view.symlink(target, `/${name}`);
  return dev;
}

/** Puts a passed-through device into a container's /dev. */
export function addDevice(node: EmbeddedNode, dev: FileTree, value: string): void {
  const values = parsePropertyString(deviceProperties, value);
  const path = values.get("path") ?? "";
  const device = node.files.device(path);
  if (!device) throw failure(`Device ${path} does not exist`);
  dev.view.mknod(path.replace(/^\/dev/, ""), device.major, device.minor, {
    mode: parseInt(values.get("mode") ?? "0660", 8),
    uid: Number(values.get("uid") ?? "0"),
    gid: Number(values.get("gid") ?? "0"),
  });
}

const guestDevices = [...standardDevices, ["console", 5, 1], ["ptmx", 5, 2]] as const;

const standardLinks = [
  ["fd", "/proc/self/fd"],
  ["stdin", "/proc/self/fd/0"],
  ["stdout", "/proc/self/fd/1"],
  ["stderr", "/proc/self/fd/2"],
] as const;

/** The directory of a mount as a tree of its own, so that it can be the root of a view. */
export class MountedTree implements NodeTree {
  constructor(private readonly mount: Mount) {}

  get root(): DirectoryNode {
    const node = this.lookup("/");
    return node?.type === "directory" ? node : newDirectory({});
  }

  lookup(path: string): Node | undefined {
    return this.mount.tree.lookup(this.#inner(path));
  }

  editDirectory(path: string): DirectoryNode | undefined {
    return this.mount.tree.editDirectory(this.#inner(path));
  }

  newDirectory(mode: number, uid: number, gid: number): DirectoryNode {
    return this.mount.tree.newDirectory(mode, uid, gid);
  }

  #inner(path: string): string {
    return normalizePath(`${this.mount.path ?? ""}${path}`);
  }
}
