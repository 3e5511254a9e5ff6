import { failure } from "../api/api-error";
import { FileTree } from "../files/file-tree";
import type { Mount } from "../files/mounted-files";
import { thinPools } from "../disks/volume-groups";
import type { StorageBackend, VolumeFeature, VolumeInfo, VolumeName } from "./backend";
import { nextDiskNumber } from "./backend";
import type { Space, StorageHost } from "./storage-host";

/** Bytes of the thin pool: what `lvcreate -l 100%FREE` leaves of a small disk. */
const poolSize = 400 * 1024 ** 3;

/** A storage of type `lvmthin`: each volume is a thin volume of the pool (PVE::Storage::LvmThinPlugin). */
export class LvmThinStorage implements StorageBackend {
  constructor(
    private readonly id: string,
    private readonly group: string,
    private readonly pool: string,
    private readonly host: StorageHost,
  ) {}

  parse(volname: string): VolumeName {
    const [, name, prefix, vmid] = /^((vm|base)-(\d+)-\S+)$/.exec(volname) ?? [];
    if (name === undefined) throw failure(`unable to parse lvm volume name '${volname}'`);
    const isBase = prefix === "base";
    return { content: "images", name, format: "raw", vmid: Number(vmid), isBase };
  }

  path(volname: string): string {
    return `/dev/${this.group}/${this.parse(volname).name}`;
  }

  activate(): void {
    const pools = thinPools(this.host.files, this.group);
    if (pools === undefined) throw failure(`no such volume group '${this.group}'`);
    if (!pools.includes(this.pool)) {
      throw failure(`no such logical volume ${this.group}/${this.pool}`);
    }
  }

  space(): Space {
    const used = this.list().reduce((sum, { size }) => sum + size, 0);
    return { total: poolSize, used, avail: Math.max(0, poolSize - used) };
  }

  list(): VolumeInfo[] {
    return this.#names().map((volname) => ({
      ...{ volname, content: "images", format: "raw", size: this.size(volname) },
      ...{ vmid: this.parse(volname).vmid ?? 0 },
    }));
  }

  allocate(vmid: number, bytes: number): string {
    return this.allocateNamed(
      vmid,
      `vm-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`,
      bytes,
    );
  }

  allocateNamed(vmid: number, name: string, bytes: number): string {
    const wanted = name === "" ? `vm-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}` : name;
    if (!wanted.startsWith(`vm-${vmid}-`)) {
      throw failure(`illegal name '${wanted}' - should be 'vm-${vmid}-*'`);
    }
    if (this.host.isFull(this.id)) {
      throw failure(`lvcreate '${this.group}/${wanted}' error: insufficient free space`);
    }
    this.#write(wanted, bytes, new FileTree());
    return wanted;
  }

  free(volname: string): void {
    this.host.files.remove(this.path(volname));
    this.host.images.delete(this.path(volname));
  }

  size(volname: string): number {
    const stat = this.host.files.stat(this.path(volname));
    if (!stat) throw failure(`no such logical volume ${this.group}/${volname}`);
    return stat.size;
  }

  resize(volname: string, bytes: number): void {
    this.host.files.truncate(this.path(volname), bytes);
  }

  has(feature: VolumeFeature, volname: string, snapname?: string): boolean {
    const { isBase } = this.parse(volname);
    if (feature === "copy") return true;
    if (feature === "clone") return isBase || snapname !== undefined;
    return !isBase && snapname === undefined;
  }

  snapshot(volname: string, snapname: string): void {
    this.#copy(volname, `snap_${volname}_${snapname}`);
  }

  deleteSnapshot(volname: string, snapname: string): void {
    const path = `/dev/${this.group}/snap_${volname}_${snapname}`;
    this.host.files.remove(path);
    this.host.images.delete(path);
  }

  checkRollback(): void {
    // Any snapshot can be gone back to.
  }

  rollback(volname: string, snapname: string): void {
    this.#copy(`snap_${volname}_${snapname}`, volname);
  }

  clone(volname: string, vmid: number): string {
    const name = `vm-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`;
    this.#copy(volname, name);
    return name;
  }

  makeBase(volname: string): string {
    const name = volname.replace(/^vm-/, "base-");
    this.#copy(volname, name);
    this.free(volname);
    return name;
  }

  rename(volname: string, vmid: number): string {
    const renamed = `vm-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`;
    this.#copy(volname, renamed);
    this.free(volname);
    return renamed;
  }

  mount(volname: string): Mount {
    return { tree: this.#image(this.path(volname)) };
  }

  contents(volname: string, snapname?: string): FileTree {
    const path =
      snapname === undefined
        ? this.path(volname)
        : `/dev/${this.group}/snap_${volname}_${snapname}`;
    return this.#image(path).clone();
  }

  fill(volname: string, content: FileTree): void {
    this.#image(this.path(volname)).replaceWith(content);
  }

  #names(): string[] {
    return this.host.files.list(`/dev/${this.group}`).filter((name) => /^(vm|base)-/.test(name));
  }

  #copy(from: string, to: string): void {
    const [source, target] = [`/dev/${this.group}/${from}`, `/dev/${this.group}/${to}`];
    const content = this.#image(source).clone();
    this.#write(to, this.host.files.stat(source)?.size ?? 0, content);
    this.host.images.set(target, content);
  }

  #write(name: string, bytes: number, content: FileTree): void {
    const path = `/dev/${this.group}/${name}`;
    this.host.files.write(path, "", { mode: 0o660, gid: 6 });
    this.host.files.truncate(path, bytes);
    this.host.images.set(path, content);
  }

  #image(path: string): FileTree {
    const image = this.host.images.get(path);
    if (!image) throw failure(`can't open '${path}'`);
    return image;
  }
}
