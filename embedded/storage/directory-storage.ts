import { failure } from "../api/api-error";
import { FileTree } from "../files/file-tree";
import { parentPath } from "../files/paths";
import { MountedFiles } from "../files/mounted-files";
import type { Mount } from "../files/mounted-files";
import type {
  StorageBackend,
  VolumeContent,
  VolumeFeature,
  VolumeInfo,
  VolumeName,
} from "./backend";
import { nextDiskNumber } from "./backend";
import { contentFolders, fileContent, parseDirectoryVolume } from "./directory-layout";
import type { Space, StorageHost } from "./storage-host";

/** What a storage of type `dir` can be told beside its path. */
export interface DirectoryOptions {
  /** A path that has to be a mount point for the storage to be online. */
  readonly mountPoint?: string;
  /** Makes the directory where it is missing; PVE's default. */
  readonly createPath: boolean;
}

/** What an image stands on, kept in its content here as `qemu-img` keeps it in the head of a real one. */
const backingFile = "/backing-file";

/** A storage of type `dir`: raw images, and directories for volumes without a size (PVE::Storage::DirPlugin). */
export class DirectoryStorage implements StorageBackend {
  constructor(
    private readonly id: string,
    private readonly root: string,
    private readonly host: StorageHost,
    private readonly options: DirectoryOptions,
  ) {}

  parse(volname: string): VolumeName {
    return parseDirectoryVolume(volname);
  }

  path(volname: string): string {
    const { content, name, vmid } = this.parse(volname);
    const folder = `${this.root}/${contentFolders[content]}`;
    return content === "images" ? `${folder}/${vmid ?? 0}/${name}` : `${folder}/${name}`;
  }

  activate(): void {
    const { mountPoint } = this.options;
    if (mountPoint !== undefined && !this.host.zfs.mounts().has(mountPoint)) {
      const why = `directory is expected to be a mount point but is not mounted: '${mountPoint}'`;
      throw failure(`unable to activate storage '${this.id}' - ${why}`);
    }
    if (!this.host.files.exists(this.root)) {
      if (!this.options.createPath) {
        const why = `directory '${this.root}' does not exist or is unreachable`;
        throw failure(`unable to activate storage '${this.id}' - ${why}`);
      }
      this.host.files.mkdir(this.root);
    }
    for (const content of ["images", "iso", "vztmpl", "backup", "snippets"] as const) {
      this.host.files.mkdir(`${this.root}/${contentFolders[content]}`);
    }
  }

  space(): Space {
    return this.host.space(this.root);
  }

  list(): VolumeInfo[] {
    const kinds = ["iso", "vztmpl", "backup", "snippets", "import"] as const;
    return [...this.#images(), ...kinds.flatMap((kind) => this.#files(kind))];
  }

  allocate(vmid: number, bytes: number): string {
    const number = nextDiskNumber(this.#names(vmid), vmid);
    if (bytes > 0) return this.allocateNamed(vmid, `vm-${vmid}-disk-${number}.raw`, bytes);
    this.#checkSpace();
    const volname = `${vmid}/subvol-${vmid}-disk-${number}.subvol`;
    this.host.files.mkdir(this.path(volname));
    return volname;
  }

  allocateNamed(vmid: number, name: string, bytes: number): string {
    const number = nextDiskNumber(this.#names(vmid), vmid);
    const wanted = name === "" ? `vm-${vmid}-disk-${number}.raw` : name;
    const volname = `${vmid}/${/\.\w+$/.test(wanted) ? wanted : `${wanted}.raw`}`;
    const path = this.path(volname);
    if (this.host.files.exists(path)) {
      throw failure(`disk image '${path}' already exists`);
    }
    this.#checkSpace();
    this.#writeImage(path, bytes, new FileTree());
    return volname;
  }

  free(volname: string): void {
    const path = this.path(volname);
    const base = this.parse(volname);
    if (!this.host.files.exists(path) && base.content === "images") {
      throw failure(`disk image '${path}' does not exist`);
    }
    this.host.files.remove(path);
    this.host.images.delete(path);
  }

  size(volname: string): number {
    const stat = this.host.files.stat(this.path(volname));
    if (!stat) throw failure(`volume '${this.id}:${volname}' does not exist`);
    return stat.type === "directory" ? 0 : stat.size;
  }

  resize(volname: string, bytes: number): void {
    this.#checkSpace();
    const path = this.path(volname);
    if (this.parse(volname).isBase) {
      const command = `'/usr/bin/qemu-img resize '--preallocation=off' -f raw ${path} ${bytes}'`;
      throw failure(`command ${command} failed: exit code 1`);
    }
    if (this.host.files.stat(path)?.type === "file") this.host.files.truncate(path, bytes);
  }

  has(feature: VolumeFeature, volname: string): boolean {
    const { isBase, format } = this.parse(volname);
    if (feature === "copy") return true;
    if (feature === "overlay") return isBase && format !== "subvol";
    // Plugin.pm, volume_has_feature: a directory is neither made a base nor given another name.
    const isFile = !isBase && format !== "subvol";
    return feature === "template" || feature === "rename" ? isFile : false;
  }

  snapshot(volname: string): void {
    throw failure(`can't snapshot this image format (${this.parse(volname).format})`);
  }

  deleteSnapshot(volname: string): void {
    this.snapshot(volname);
  }

  checkRollback(volname: string): void {
    this.snapshot(volname);
  }

  rollback(volname: string): void {
    this.snapshot(volname);
  }

  /** A file of its own that holds only what differs from the base, which its name tells. */
  clone(volname: string, vmid: number): string {
    const { name, vmid: owner, isBase } = this.parse(volname);
    if (!isBase) throw failure(`Linked clone feature for '${this.id}:${volname}' is not available`);
    const clone = `vm-${vmid}-disk-${nextDiskNumber(this.#names(vmid), vmid)}.qcow2`;
    const linked = `${owner ?? 0}/${name}/${vmid}/${clone}`;
    const content = new FileTree();
    content.write(backingFile, `${owner ?? 0}/${name}`);
    this.#writeImage(this.path(linked), this.size(volname), content);
    return linked;
  }

  makeBase(volname: string): string {
    const { name, vmid, format } = this.parse(volname);
    if (format === "subvol") throw failure(`create_base not supported with format '${format}'`);
    const renamed = `${vmid ?? 0}/${name.replace(/^vm-/, "base-")}`;
    this.#rename(this.path(volname), this.path(renamed));
    return renamed;
  }

  rename(volname: string, vmid: number): string {
    const { format, base } = this.parse(volname);
    const name = `vm-${vmid}-disk-${nextDiskNumber(this.#names(vmid), vmid)}.${format}`;
    const renamed = `${base === undefined ? "" : `${base}/`}${vmid}/${name}`;
    this.#rename(this.path(volname), this.path(renamed));
    return renamed;
  }

  mount(volname: string): Mount {
    const path = this.path(volname);
    if (this.parse(volname).format === "subvol") return this.host.bind(path);
    return { tree: this.#image(path) };
  }

  contents(volname: string): FileTree {
    const path = this.path(volname);
    if (this.parse(volname).format !== "subvol") return this.#image(path).clone();
    const scratch = new FileTree();
    const source = this.host.bind(path);
    new MountedFiles(scratch, () => new Map([["/source", source]])).copy("/source", "/copy");
    const copy = scratch.lookup("/copy");
    return copy?.type === "directory" ? new FileTree(copy) : new FileTree();
  }

  fill(volname: string, content: FileTree): void {
    const path = this.path(volname);
    if (this.parse(volname).format !== "subvol") {
      this.#image(path).replaceWith(content);
      return;
    }
    const { tree, path: inner = "/" } = this.host.bind(path);
    const view = new MountedFiles(tree, () => new Map([["/.unpack", { tree: content }]]));
    view.copy("/.unpack", inner);
  }

  #image(path: string): FileTree {
    const image = this.host.images.get(path);
    if (!image || !this.host.files.exists(path)) throw failure(`can't open '${path}'`);
    return image;
  }

  #writeImage(path: string, bytes: number, content: FileTree): void {
    this.host.files.write(path, "", { mode: 0o640 });
    this.host.files.truncate(path, bytes);
    this.host.images.set(path, content);
  }

  #rename(from: string, to: string): void {
    this.host.files.mkdir(parentPath(to));
    this.host.files.rename(from, to);
    const image = this.host.images.get(from);
    this.host.images.delete(from);
    if (image) this.host.images.set(to, image);
  }

  #checkSpace(): void {
    if (this.host.isFull(this.id)) {
      throw failure(`unable to create image: '${this.root}': No space left on device`);
    }
  }

  #names(vmid: number): string[] {
    return this.host.files.list(`${this.root}/images/${vmid}`);
  }

  #images(): VolumeInfo[] {
    const vmids = this.host.files.list(`${this.root}/images`).filter((name) => /^\d+$/.test(name));
    return vmids.flatMap((vmid) =>
      this.#names(Number(vmid)).flatMap((name) => {
        const format = /\.(raw|qcow2|vmdk|subvol)$/.exec(name)?.[1];
        const stat = this.host.files.stat(`${this.root}/images/${vmid}/${name}`);
        if (format === undefined || !stat) return [];
        const size = stat.type === "directory" ? 0 : stat.size;
        const ctime = Math.floor(stat.mtime / 1000);
        const path = `${this.root}/images/${vmid}/${name}`;
        const base = this.host.images.get(path)?.readText(backingFile);
        const volname = `${base === undefined ? "" : `${base}/`}${vmid}/${name}`;
        const volume = { volname, content: "images" as const, format, size };
        return [{ ...volume, used: size, vmid: Number(vmid), ctime, parent: null }];
      }),
    );
  }

  #files(content: VolumeContent): VolumeInfo[] {
    const folder = `${this.root}/${contentFolders[content]}`;
    return this.host.files.list(folder).flatMap((name) => {
      const format = fileContent(content, name);
      const stat = this.host.files.stat(`${folder}/${name}`);
      if (format === undefined || stat?.type !== "file") return [];
      const ctime = Math.floor(stat.mtime / 1000);
      return [{ volname: `${content}/${name}`, content, format, size: stat.size, ctime }];
    });
  }
}
