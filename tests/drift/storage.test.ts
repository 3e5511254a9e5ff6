import type { Bag } from "../../providers/lifecycle";
import { storageSchema } from "../../providers/storage/schema";
import { makeGround, storageSpecs } from "../lifecycle/storage-specs";
import { testDrift } from "./test-drift";

const files = {
  ...{ "prune-backups": "keep-last=3", "max-protected-backups": 5, format: "qcow2" },
  ...{ preallocation: "off", mkdir: true, "create-base-path": true, "create-subdirs": true },
  ...{ "content-dirs": "iso=images/iso", "snapshot-as-volume-chain": false },
  ...{ bwlimit: "default=50000" },
};
const dir = { ...storageSpecs.dir, ...files, shared: false, is_mountpoint: "no" };
const zfspool = { ...storageSpecs.zfspool, sparse: true, blocksize: "16k" };
const nfs = { ...storageSpecs.nfs, options: "vers=4.2" };
const cifs: Bag = {
  ...storageSpecs.cifs,
  ...{ username: "reader", domain: "HOME", smbversion: "3", subdir: "/iso" },
  // Switched off, it is not looked for.
  ...{ disable: true, password: undefined },
};

const set = (id: string, option: string) => `pvesm set ${id} --${option}`;
const edited = (line: string, to: string) => `sed -i 's|${line}|${to}|' /etc/pve/storage.cfg`;
const fixed = (inputs: Bag, line: string, to: string) => ({
  ...{ inputs, command: edited(line, to) },
  refused: "Proxmox VE cannot change that",
});

testDrift({
  kind: "storage",
  schema: storageSchema,
  ground: makeGround,
  inputs: dir,
  fields: {
    storage: { command: "pvesm remove files", gone: true },
    type: fixed(storageSpecs.dir, "^dir: files", "nfs: files"),
    path: fixed(dir, "path /quickOS$", "path /srv"),
    pool: fixed(zfspool, "pool quickOS$", "pool rpool"),
    server: fixed(nfs, "server 10.0.0.50", "server 10.0.0.51"),
    export: fixed(nfs, "export /backup", "export /other"),
    share: fixed(cifs, "share media", "share other"),
    vgname: fixed(storageSpecs.lvmthin, "vgname fast", "vgname slow"),
    thinpool: fixed(storageSpecs.lvmthin, "thinpool data", "thinpool other"),
    content: [set("files", "content iso"), set("files", "content iso,vztmpl,images")],
    disable: set("files", "disable 1"),
    nodes: set("files", "nodes pve9"),
    shared: set("files", "shared 1"),
    "prune-backups": [
      set("files", "prune-backups keep-all=1"),
      set("files", "delete prune-backups"),
    ],
    "max-protected-backups": set("files", "max-protected-backups 7"),
    format: set("files", "format raw"),
    preallocation: set("files", "preallocation full"),
    mkdir: set("files", "mkdir 0"),
    "create-base-path": set("files", "create-base-path 0"),
    "create-subdirs": set("files", "create-subdirs 0"),
    "content-dirs": set("files", "content-dirs iso=other"),
    "snapshot-as-volume-chain": set("files", "snapshot-as-volume-chain 1"),
    is_mountpoint: set("files", "is_mountpoint yes"),
    bwlimit: set("files", "delete bwlimit"),
    sparse: { command: set("guests", "sparse 0"), inputs: zfspool },
    blocksize: { command: set("guests", "blocksize 8k"), inputs: zfspool },
    mountpoint: { command: set("guests", "mountpoint /srv"), inputs: zfspool },
    options: { command: set("remote", "options vers=3"), inputs: nfs },
    subdir: { command: set("media", "subdir /other"), inputs: cifs },
    username: { command: set("media", "username writer"), inputs: cifs },
    domain: { command: set("media", "delete domain"), inputs: cifs },
    smbversion: { command: set("media", "smbversion 2.1"), inputs: cifs },
  },
  notCompared: {
    password: "it is compared with a secret of the stack: tests/lifecycle/storage.test.ts",
  },
});
