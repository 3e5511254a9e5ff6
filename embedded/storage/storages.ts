import { createHash } from "node:crypto";
import { failure } from "../api/api-error";
import type { ConfEntry } from "../conf/section-conf";
import { parseSectionConf, printSectionConf } from "../conf/section-conf";
import type { StorageBackend, VolumeContent, VolumeInfo } from "./backend";
import { DirectoryStorage } from "./directory-storage";
import { LvmThinStorage } from "./lvm-thin-storage";
import { RemoteStorage } from "./remote-storage";
import type { StorageHost } from "./storage-host";
import { leadingKeys, storageTypes } from "./storage-types";
import { ZfsPoolStorage } from "./zfs-pool-storage";

const configPath = "/etc/pve/storage.cfg";

/** A volume with its storage: what every volume id leads to. */
export interface Volume {
  readonly volid: string;
  readonly storage: string;
  readonly volname: string;
  readonly backend: StorageBackend;
}

/** The storages of the node as storage.cfg declares them at this moment (PVE::Storage). */
export class Storages {
  constructor(
    private readonly node: string,
    private readonly host: StorageHost,
  ) {}

  /** In file order; `local` is there even where the file does not name it. */
  entries(): ConfEntry[] {
    const entries = parseSectionConf(this.#text());
    return entries.some((entry) => entry.id === "local") ? entries : [implicitLocal(), ...entries];
  }

  /** SHA-1 of the file. */
  digest(): string {
    return createHash("sha1").update(this.#text()).digest("hex");
  }

  save(entries: readonly ConfEntry[]): void {
    const flags = new Set(["disable"]);
    this.host.files.write(configPath, printSectionConf(entries, leadingKeys, flags), confMode);
  }

  /** Keeps the password of a share where PVE keeps it, or takes it away (CIFSPlugin, cifs_set_credentials). */
  setPassword(id: string, password: string | undefined): void {
    const file = passwordFile(id);
    if (password !== undefined) {
      this.host.files.write(file, `password=${password}\n`, { mode: 0o600 });
    } else if (this.host.files.exists(file)) this.host.files.remove(file);
  }

  /** A zfspool notes where its dataset is mounted (ZFSPoolPlugin, on_add_hook). */
  noteMountpoint(id: string, options: Map<string, string>, warn: (text: string) => void): void {
    const found = this.host.zfs.get(options.get("pool") ?? "", "mountpoint");
    const live = found?.startsWith("/") ? found : undefined;
    const given = options.get("mountpoint");
    if (given === undefined) {
      if (live !== undefined) options.set("mountpoint", live);
    } else if (live !== undefined && given.replace(/\/$/, "") !== live) {
      warn(
        `warning for ${id} - mountpoint: ${given} does not match current mount point: ${live}\n`,
      );
    }
  }

  entry(id: string): ConfEntry {
    const entry = this.entries().find((each) => each.id === id);
    if (!entry) throw failure(`storage '${id}' does not exist`);
    return entry;
  }

  /** Refuses a storage that is switched off or belongs to other nodes. */
  enabled(id: string): ConfEntry {
    const entry = this.entry(id);
    if (entry.options.get("disable") === "1") throw failure(`storage '${id}' is disabled`);
    if (!this.isHere(entry)) {
      throw failure(`storage '${id}' is not available on node '${this.node}'`);
    }
    return entry;
  }

  isHere(entry: ConfEntry): boolean {
    const nodes = entry.options.get("nodes");
    return nodes === undefined || nodes.split(",").includes(this.node);
  }

  content(entry: ConfEntry): VolumeContent[] {
    const set = entry.options.get("content");
    if (set === undefined) return [...(storageTypes[entry.type]?.defaultContent ?? [])];
    return set.split(",").filter((content) => content !== "none") as VolumeContent[];
  }

  backend(entry: ConfEntry): StorageBackend {
    const { id, type, options } = entry;
    if (type === "zfspool") {
      const sparse = options.get("sparse") === "1";
      const pool = options.get("pool") ?? "";
      return new ZfsPoolStorage(id, pool, options.get("mountpoint"), sparse, this.host);
    }
    const path = options.get("path") ?? `/mnt/pve/${id}`;
    const directory = [id, path, this.host, directoryOptions(entry, path)] as const;
    if (type === "dir") return new DirectoryStorage(...directory);
    if (type === "nfs" || type === "cifs") {
      return new RemoteStorage(entry, this.host.files.readText(passwordFile(id)), ...directory);
    }
    if (type === "lvmthin") {
      const [group = "", pool = ""] = [options.get("vgname"), options.get("thinpool")];
      return new LvmThinStorage(id, group, pool, this.host);
    }
    throw failure(`unknown storage type '${type}'`);
  }

  /** The volume that a volume id names; it need not exist. */
  volume(volid: string): Volume {
    const [, storage, volname] = /^([a-z][a-z0-9\-_.]*[a-z0-9]):(.+)$/i.exec(volid) ?? [];
    if (storage === undefined || volname === undefined) {
      throw failure(`unable to parse volume ID '${volid}'`);
    }
    return { volid, storage, volname, backend: this.backend(this.entry(storage)) };
  }

  /** Frees a volume unless linked clones still stand on it. */
  free(volid: string): void {
    const { backend, volname, storage } = this.volume(volid);
    this.enabled(storage);
    backend.activate();
    const { name, isBase } = backend.parse(volname);
    if (isBase && backend.list().some((each) => each.volname.startsWith(`${name}/`))) {
      throw failure(`base volume '${name}' is still in use by linked clones`);
    }
    backend.free(volname);
  }

  /** The volumes of a guest on a storage, or all. */
  list(entry: ConfEntry, vmid?: number): VolumeInfo[] {
    const all = this.backend(entry).list();
    return vmid === undefined ? all : all.filter((volume) => volume.vmid === vmid);
  }

  #text(): string {
    return this.host.files.readText(configPath) ?? "";
  }
}

function passwordFile(id: string): string {
  return `/etc/pve/priv/storage/${id}.pw`;
}

const confMode = { mode: 0o640, gid: 33 };

function implicitLocal(): ConfEntry {
  const content = "rootdir,images,vztmpl,iso,snippets,backup,import";
  const options = { path: "/var/lib/vz", priority: "0", content, "prune-backups": "keep-all=1" };
  return { type: "dir", id: "local", options: new Map(Object.entries(options)) };
}

function directoryOptions(
  entry: ConfEntry,
  path: string,
): { mountPoint?: string; createPath: boolean } {
  const expected = entry.options.get("is_mountpoint") ?? "0";
  const create = entry.options.get("create-base-path") ?? entry.options.get("mkdir") ?? "1";
  const mountPoint = /^(?:1|yes|on|true)$/i.test(expected) ? path : expected;
  return {
    createPath: create !== "0",
    ...(mountPoint.startsWith("/") ? { mountPoint } : {}),
  };
}
