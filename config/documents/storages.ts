import { applied, required } from "../fields/field";
import { contentList } from "../fields/storage";
import { host } from "../scalars/addresses";
import { datasetName, hostname, storageId } from "../scalars/names";
import { whole } from "../scalars/numbers";
import { absolutePath } from "../scalars/paths";
import { boolean, listOf, object, oneOf, text } from "../scalars/text";

const plainName = text(
  "a name (letters, digits, _, -, ., $, @ or +)",
  /^[A-Za-z0-9_][A-Za-z0-9_.@$+-]*$/,
);

const volumeName = text(
  "a name of LVM (letters, digits, _, -, . or +)",
  /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/,
);
const pruning = text(
  "what to keep, such as keep-last=3,keep-daily=7",
  /^keep-(?:all|last|hourly|daily|weekly|monthly|yearly)=\d+(?:,keep-(?:last|hourly|daily|weekly|monthly|yearly)=\d+)*$/,
);
const limits = text(
  "limits in KiB/s, such as default=50000,restore=100000",
  /^(?:clone|default|migration|move|restore)=\d+(?:\.\d+)?(?:,(?:clone|default|migration|move|restore)=\d+(?:\.\d+)?)*$/,
);
const folders = text(
  "folders by content, such as iso=images/iso,backup=dump",
  /^[a-z]+=[A-Za-z0-9._/-]+(?:,[a-z]+=[A-Za-z0-9._/-]+)*$/,
);
const blocksize = text("a block size such as 16k", /^[1-9][0-9]*[kKmM]?$/);
const mountOptions = text(
  "mount options such as vers=4.2,soft",
  /^(?!.*\.\.)[a-z0-9_]+(?:=[A-Za-z0-9_.:/-]+)?(?:,[a-z0-9_]+(?:=[A-Za-z0-9_.:/-]+)?)*$/,
);
const mountpointFlag = text(
  "yes, no or a path",
  /^(?:yes|no|0|1|\/(?!.*\.\.)[A-Za-z0-9._@:+\-/]*)$/,
);

/** A storage with PVE's own names of its options (pvesm(1)); those that are not named are left alone. */
export const storageDocument = object({
  id: required("Storage id; never changed.", storageId),
  type: required(
    "Kind of storage; never changed.",
    oneOf(["dir", "zfspool", "nfs", "cifs", "lvmthin"]),
  ),
  content: required("What it holds, separated by commas.", contentList),
  path: applied(
    "Folder: of a dir, or where nfs and cifs are mounted (/mnt/pve/ID where absent); never changed.",
    absolutePath,
  ),
  pool: applied("Dataset of a zfspool; never changed.", datasetName),
  server: applied("Server of nfs and cifs; never changed.", host),
  export: applied("What an NFS server exports; never changed.", absolutePath),
  share: applied("Share of a cifs; never changed.", plainName),
  vgname: applied("Volume group of an lvmthin; never changed.", volumeName),
  thinpool: applied("Thin pool of an lvmthin; never changed.", volumeName),
  nodes: applied("Nodes of a cluster that have it; all where absent.", listOf("nodes", hostname)),
  disable: applied("Whether it is switched off; false where absent.", boolean),
  shared: applied("Whether all nodes see the same in this dir.", boolean),
  "prune-backups": applied("Backups that are kept.", pruning),
  "max-protected-backups": applied(
    "Most protected backups of a guest; -1 for no limit.",
    whole(-1, 10 ** 6),
  ),
  format: applied("Format of new images.", oneOf(["raw", "qcow2", "subvol", "vmdk"])),
  preallocation: applied(
    "How much of an image is allocated when it is made.",
    oneOf(["off", "metadata", "falloc", "full"]),
  ),
  mkdir: applied("Older form of create-base-path and create-subdirs.", boolean),
  "create-base-path": applied("Whether the folder is made where it is missing.", boolean),
  "create-subdirs": applied("Whether the folders for the content are made in it.", boolean),
  "content-dirs": applied("Folders for the content below the path.", folders),
  "snapshot-as-volume-chain": applied("Whether snapshots are chains of volumes.", boolean),
  is_mountpoint: applied(
    "Whether the path, or which other one, has to be mounted for a dir to be online.",
    mountpointFlag,
  ),
  bwlimit: applied("Limits of input and output in KiB/s.", limits),
  sparse: applied("Whether volumes of a zfspool reserve no space.", boolean),
  blocksize: applied("Block size of volumes of a zfspool.", blocksize),
  mountpoint: applied("Where the dataset of a zfspool is mounted.", absolutePath),
  options: applied("Mount options of nfs and cifs.", mountOptions),
  subdir: applied("Folder below the share of a cifs.", absolutePath),
  username: applied(
    "User of a cifs; the password is the stack's secret phoenix:storagePasswords[ID]. Guest where absent.",
    plainName,
  ),
  domain: applied("Domain of the user.", plainName),
  smbversion: applied(
    "Version of the SMB protocol.",
    oneOf(["default", "2.0", "2.1", "3", "3.0", "3.11"]),
  ),
});
