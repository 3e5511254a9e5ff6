import { failure, messageOf } from "../api/api-error";
import type { FileTree } from "../files/file-tree";
import type { Mount } from "../files/mounted-files";
import type { StorageBackend, VolumeFeature, VolumeInfo, VolumeName } from "./backend";
import { nextDiskNumber } from "./backend";
import type { Space, StorageHost } from "./storage-host";

const baseSnapshot = "__base__";

/** A storage of type `zfspool`: each volume is a dataset below `pool` (PVE::Storage::ZFSPoolPlugin). */
export class ZfsPoolStorage implements StorageBackend {
  constructor(
    private readonly id: string,
    private readonly pool: string,
    private readonly mountpoint: string | undefined,
    private readonly sparse: boolean,
    private readonly host: StorageHost,
  ) {}

  parse(volname: string): VolumeName {
    const match = /^(?:((?:base|basevol)-\d+-\S+)\/)?((base|basevol|vm|subvol)-(\d+)-\S+)$/.exec(
      volname,
    );
    const [, base, name, prefix, vmid] = match ?? [];
    if (name === undefined || prefix === undefined) {
      throw failure(`unable to parse zfs volume name '${volname}'`);
    }
    return {
      content: "images",
      name,
      format: prefix.endsWith("vol") ? "subvol" : "raw",
      vmid: Number(vmid),
      ...(base === undefined ? {} : { base }),
      isBase: prefix.startsWith("base"),
    };
  }

  path(volname: string): string {
    const { name, format } = this.parse(volname);
    if (format === "raw") return `/dev/zvol/${this.pool}/${name}`;
    const root = this.mountpoint ?? this.host.zfs.get(this.pool, "mountpoint") ?? `/${this.pool}`;
    return `${root}/${name}`;
  }

  activate(warn?: (text: string) => void): void {
    const [pool = ""] = this.pool.split("/");
    if (!this.host.zfs.exists(pool)) {
      // The dataset is looked for before and after the attempt to import its pool.
      for (let look = 0; look < 2; look++)
        warn?.(`zfs error: cannot open '${pool}': no such pool\n\n`);
      const why = `zfs error: cannot import '${pool}': no such pool available`;
      throw failure(`could not activate storage '${this.id}', ${why}\n`);
    }
  }

  space(): Space {
    if (!this.host.zfs.exists(this.pool)) {
      throw failure(`zfs error: cannot open '${this.pool}': dataset does not exist\n`);
    }
    const number = (property: string): number =>
      Number(this.host.zfs.get(this.pool, property) ?? "0");
    const used = number("used");
    const avail = number("available");
    return { total: used + avail, used, avail };
  }

  list(): VolumeInfo[] {
    return this.host.zfs.children(this.pool).flatMap((dataset) => {
      const name = dataset.slice(this.pool.length + 1);
      const [, kind, vmid] = /^(base|basevol|vm|subvol)-(\d+)-\S+$/.exec(name) ?? [];
      if (kind === undefined) return [];
      const origin = this.host.zfs.get(dataset, "origin");
      const parent = origin?.slice(this.pool.length + 1) ?? null;
      const linked = parent?.endsWith(`@${baseSnapshot}`) === true;
      return {
        volname: linked ? `${parent.slice(0, -baseSnapshot.length - 1)}/${name}` : name,
        content: "images" as const,
        format: kind.endsWith("vol") ? "subvol" : "raw",
        size: this.#bytes(dataset, kind.endsWith("vol")),
        vmid: Number(vmid),
        name,
        parent,
      };
    });
  }

  allocate(vmid: number, bytes: number): string {
    const name = `subvol-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`;
    this.#create(name, bytes);
    return name;
  }

  allocateNamed(vmid: number, name: string, bytes: number): string {
    const wanted = name === "" ? `vm-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}` : name;
    if (!wanted.startsWith(`vm-${vmid}-`)) {
      throw failure(`illegal name '${wanted}' - should be 'vm-${vmid}-*'`);
    }
    this.#checkSpace();
    const thin = this.sparse ? { refreservation: "none" } : undefined;
    this.#zfs((zfs) => {
      zfs.create(`${this.pool}/${wanted}`, { volsize: wholeMebibytes(bytes), ...thin });
    });
    return wanted;
  }

  free(volname: string): void {
    const dataset = this.#dataset(volname);
    if (this.host.zfs.exists(dataset)) this.#zfs((zfs) => zfs.destroy(dataset, true));
  }

  size(volname: string): number {
    const dataset = this.#dataset(volname);
    if (!this.host.zfs.exists(dataset)) {
      throw failure(`zfs error: cannot open '${dataset}': dataset does not exist\n`);
    }
    return this.#bytes(dataset, this.parse(volname).format === "subvol");
  }

  resize(volname: string, bytes: number): void {
    this.#checkSpace();
    const wanted =
      this.parse(volname).format === "subvol"
        ? { refquota: String(bytes) }
        : { volsize: wholeMebibytes(bytes) };
    this.#zfs((zfs) => zfs.set(this.#dataset(volname), wanted));
  }

  /** PVE/Storage/ZFSPoolPlugin.pm, volume_has_feature: nothing is copied out of a snapshot. */
  has(feature: VolumeFeature, volname: string, snapname?: string): boolean {
    const { isBase } = this.parse(volname);
    if (feature === "clone" || feature === "overlay") return isBase;
    return feature === "copy" ? snapname === undefined : !isBase;
  }

  snapshot(volname: string, snapname: string): void {
    this.#zfs((zfs) => zfs.snapshot(this.#dataset(volname), snapname));
  }

  deleteSnapshot(volname: string, snapname: string): void {
    const dataset = this.#dataset(volname);
    if (!this.host.zfs.snapshots(dataset).includes(snapname)) return;
    this.#zfs((zfs) => zfs.destroySnapshot(dataset, snapname));
  }

  checkRollback(volname: string, snapname: string): void {
    const snapshots = this.host.zfs.snapshots(this.#dataset(volname));
    const volid = `${this.id}:${volname}`;
    if (!snapshots.includes(snapname)) {
      throw failure(`can't rollback, snapshot '${snapname}' does not exist on '${volid}'`);
    }
    if (snapshots.at(-1) !== snapname) {
      throw failure(`can't rollback, '${snapname}' is not most recent snapshot on '${volid}'`);
    }
  }

  rollback(volname: string, snapname: string): void {
    this.#zfs((zfs) => zfs.rollback(this.#dataset(volname), snapname));
  }

  clone(volname: string, vmid: number): string {
    const { name, format, isBase } = this.parse(volname);
    if (!isBase) throw failure("clone_image only works on base images");
    const prefix = format === "subvol" ? "subvol" : "vm";
    const clone = `${prefix}-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`;
    const size = this.host.zfs.get(`${this.pool}/${name}`, "refquota");
    this.#zfs((zfs) => {
      zfs.clone(
        `${this.pool}/${name}@${baseSnapshot}`,
        `${this.pool}/${clone}`,
        format === "subvol" && size !== undefined && size !== "0" ? { refquota: size } : {},
      );
    });
    return `${name}/${clone}`;
  }

  makeBase(volname: string): string {
    const { name, isBase, base } = this.parse(volname);
    if (isBase) throw failure("create_base not possible with base image");
    const renamed = name.startsWith("vm-") ? name.replace(/^vm/, "base") : `base${name.slice(3)}`;
    this.#zfs((zfs) => {
      zfs.rename(`${this.pool}/${name}`, `${this.pool}/${renamed}`);
      zfs.snapshot(`${this.pool}/${renamed}`, baseSnapshot);
    });
    return base === undefined ? renamed : `${base}/${renamed}`;
  }

  rename(volname: string, vmid: number): string {
    const { name, format, base } = this.parse(volname);
    const prefix = format === "subvol" ? "subvol" : "vm";
    const renamed = `${prefix}-${vmid}-disk-${nextDiskNumber(this.#names(), vmid)}`;
    this.#zfs((zfs) => {
      zfs.rename(`${this.pool}/${name}`, `${this.pool}/${renamed}`);
    });
    return base === undefined ? renamed : `${base}/${renamed}`;
  }

  mount(volname: string): Mount {
    return { tree: this.#tree(volname) };
  }

  contents(volname: string, snapname?: string): FileTree {
    const dataset = this.#dataset(volname);
    return this.host.zfs.tree(snapname === undefined ? dataset : `${dataset}@${snapname}`).clone();
  }

  fill(volname: string, content: FileTree): void {
    this.#tree(volname).replaceWith(content);
  }

  #create(name: string, bytes: number): void {
    this.#checkSpace();
    const refquota = bytes === 0 ? "none" : String(bytes);
    this.#zfs((zfs) => {
      zfs.create(`${this.pool}/${name}`, { acltype: "posixacl", xattr: "sa", refquota });
    });
  }

  #checkSpace(): void {
    if (this.host.isFull(this.id)) throw failure("zfs error: cannot create: out of space\n");
  }

  #tree(volname: string): FileTree {
    const dataset = this.#dataset(volname);
    if (!this.host.zfs.exists(dataset)) {
      throw failure(`zfs error: cannot open '${dataset}': dataset does not exist\n`);
    }
    return this.host.zfs.tree(dataset);
  }

  #dataset(volname: string): string {
    return `${this.pool}/${this.parse(volname).name}`;
  }

  #names(): string[] {
    return this.host.zfs.children(this.pool);
  }

  #bytes(dataset: string, subvol: boolean): number {
    return Number(this.host.zfs.get(dataset, subvol ? "refquota" : "volsize") ?? "0");
  }

  #zfs(action: (zfs: StorageHost["zfs"]) => void): void {
    try {
      action(this.host.zfs);
    } catch (error) {
      throw failure(`zfs error: ${messageOf(error)}\n`);
    }
  }
}

// PVE rounds volumes up, so that they are a multiple of any block size.
function wholeMebibytes(bytes: number): string {
  const mebibyte = 1024 ** 2;
  return String(Math.ceil(bytes / mebibyte) * mebibyte);
}
