/** A kind of dataset a property applies to: filesystem, volume, snapshot. */
export type DatasetKind = "filesystem" | "volume" | "snapshot";

/** What ZFS knows about one native dataset property (zfsprops(7), module/zcommon/zfs_prop.c). */
export interface PropertySpec {
  readonly name: string;
  /** `statistic` is computed and never set; `limit` is a size or count that `none` switches off. */
  readonly kind: "statistic" | "index" | "limit" | "size" | "number" | "string";
  readonly applies: readonly DatasetKind[];
  readonly default?: string;
  /** The values of an index property, in the order in which the error message names them. */
  readonly values?: string;
  readonly inherit: boolean;
  /** `create`: may be given when the dataset is made, never afterwards. */
  readonly set: "always" | "create" | "never";
}

/** All native properties in the order of `zfs get all`. */
export const propertyTable: readonly PropertySpec[] = [
  statistic("type", "fvs"),
  statistic("creation", "fvs"),
  statistic("used", "fvs"),
  statistic("available", "fv"),
  statistic("referenced", "fvs"),
  statistic("compressratio", "fvs"),
  statistic("mounted", "f"),
  statistic("origin", "fv"),
  limit("quota", "f"),
  limit("reservation", "fv"),
  { ...size("volsize", "v"), inherit: false },
  { ...size("volblocksize", "v", "16384"), set: "create" },
  size("recordsize", "f", "131072"),
  text("mountpoint", "f"),
  { ...text("sharenfs", "f", "off") },
  index(
    "checksum",
    "fv",
    "on",
    "on | off | fletcher2 | fletcher4 | sha256 | sha512 | skein | edonr | blake3",
  ),
  index("compression", "fv", "on", compressions()),
  onOff("atime", "f", "on"),
  onOff("devices", "fs", "on"),
  onOff("exec", "fs", "on"),
  onOff("setuid", "fs", "on"),
  onOff("readonly", "fv", "off"),
  onOff("zoned", "f", "off"),
  index("snapdir", "f", "hidden", "disabled | hidden | visible"),
  index("aclmode", "f", "discard", "discard | groupmask | passthrough | restricted"),
  index(
    "aclinherit",
    "f",
    "restricted",
    "discard | noallow | restricted | passthrough | passthrough-x",
  ),
  statistic("createtxg", "fvs"),
  { ...index("canmount", "f", "on", "on | off | noauto"), inherit: false },
  index("xattr", "fs", "on", "on | off | dir | sa"),
  index("copies", "fv", "1", "1 | 2 | 3"),
  { ...index("version", "fs", "5", "1 | 2 | 3 | 4 | 5 | current"), inherit: false },
  { ...onOff("utf8only", "fs", "off"), set: "create" },
  {
    ...index("normalization", "fs", "none", "none | formC | formD | formKC | formKD"),
    set: "create",
  },
  {
    ...index("casesensitivity", "fs", "sensitive", "sensitive | insensitive | mixed"),
    set: "create",
  },
  onOff("vscan", "f", "off"),
  onOff("nbmand", "fs", "off"),
  text("sharesmb", "f", "off"),
  limit("refquota", "f"),
  limit("refreservation", "fv"),
  statistic("guid", "fvs"),
  index("primarycache", "fvs", "all", "all | none | metadata"),
  index("secondarycache", "fvs", "all", "all | none | metadata"),
  statistic("clones", "s"),
  statistic("defer_destroy", "s"),
  statistic("userrefs", "s"),
  statistic("usedbysnapshots", "fv"),
  statistic("usedbydataset", "fv"),
  statistic("usedbychildren", "fv"),
  statistic("usedbyrefreservation", "fv"),
  index("logbias", "fv", "latency", "latency | throughput"),
  statistic("objsetid", "fvs"),
  index(
    "dedup",
    "fv",
    "off",
    "on | off | verify | sha256[,verify] | sha512[,verify] | skein[,verify] | edonr,verify | blake3[,verify]",
  ),
  text("mlslabel", "fvs", "none"),
  index("sync", "fv", "standard", "standard | always | disabled"),
  index("dnodesize", "f", "legacy", "legacy | auto | 1k | 2k | 4k | 8k | 16k"),
  statistic("refcompressratio", "fvs"),
  statistic("written", "fvs"),
  statistic("logicalused", "fv"),
  statistic("logicalreferenced", "fvs"),
  index("volmode", "fv", "default", "default | full | geom | dev | none"),
  limit("filesystem_limit", "f", "none"),
  limit("snapshot_limit", "fv", "none"),
  { ...statistic("filesystem_count", "f"), default: "none" },
  { ...statistic("snapshot_count", "fv"), default: "none" },
  index("snapdev", "fv", "hidden", "hidden | visible"),
  index("acltype", "fs", "off", "off | nfsv4 | posix"),
  { ...text("context", "fvs", "none"), inherit: false },
  { ...text("fscontext", "fvs", "none"), inherit: false },
  { ...text("defcontext", "fvs", "none"), inherit: false },
  { ...text("rootcontext", "fvs", "none"), inherit: false },
  onOff("relatime", "f", "on"),
  index("redundant_metadata", "fv", "all", "all | most | some | none"),
  onOff("overlay", "f", "on"),
  {
    ...index(
      "encryption",
      "fvs",
      "off",
      "on | off | aes-128-ccm | aes-192-ccm | aes-256-ccm | aes-128-gcm | aes-192-gcm | aes-256-gcm",
    ),
    set: "create",
  },
  { ...text("keylocation", "fv", "none"), inherit: false },
  {
    ...index("keyformat", "fv", "none", "none | raw | hex | passphrase"),
    inherit: false,
    set: "create",
  },
  { ...number("pbkdf2iters", "fv", "0"), inherit: false, set: "create" },
  { ...size("special_small_blocks", "f", "0") },
  index("prefetch", "fvs", "all", "none | metadata | all"),
  index("direct", "f", "standard", "disabled | standard | always"),
  onOff("longname", "f", "off"),
  { ...onOff("volthreading", "v", "on"), inherit: false },
  statistic("encryptionroot", "fv"),
  statistic("keystatus", "fv"),
  statistic("name", "fvs"),
];

const byName = new Map(propertyTable.map((spec) => [spec.name, spec]));

/** The spec of a native property by its name or column abbreviation. */
export function findProperty(name: string): PropertySpec | undefined {
  return byName.get(abbreviations[name] ?? name);
}

/** User properties have a colon, and only lower case, digits and `:+._-` (zfsprops(7)). */
export function isUserProperty(name: string): boolean {
  return name.includes(":") && /^[a-z0-9:+._-]+$/.test(name) && name.length < 256;
}

const abbreviations: Record<string, string> = {
  avail: "available",
  compress: "compression",
  lrefer: "logicalreferenced",
  lused: "logicalused",
  ratio: "compressratio",
  recsize: "recordsize",
  refer: "referenced",
  refreserv: "refreservation",
  refratio: "refcompressratio",
  reserv: "reservation",
  volblock: "volblocksize",
  rdonly: "readonly",
};

function kinds(letters: string): DatasetKind[] {
  const all: DatasetKind[] = ["filesystem", "volume", "snapshot"];
  return all.filter((kind) => letters.includes(kind.charAt(0)));
}

function statistic(name: string, applies: string): PropertySpec {
  return { name, kind: "statistic", applies: kinds(applies), inherit: false, set: "never" };
}

function index(name: string, applies: string, value: string, values: string): PropertySpec {
  const shared = { name, applies: kinds(applies), default: value, values };
  return { ...shared, kind: "index", inherit: true, set: "always" };
}

function onOff(name: string, applies: string, value: "on" | "off"): PropertySpec {
  return index(name, applies, value, "on | off");
}

function limit(name: string, applies: string, value = "0"): PropertySpec {
  const shared = { name, applies: kinds(applies), default: value };
  return { ...shared, kind: "limit", inherit: false, set: "always" };
}

function size(name: string, applies: string, value = "0"): PropertySpec {
  const shared = { name, applies: kinds(applies), default: value };
  return { ...shared, kind: "size", inherit: true, set: "always" };
}

function number(name: string, applies: string, value: string): PropertySpec {
  return { ...size(name, applies, value), kind: "number" };
}

function text(name: string, applies: string, value = ""): PropertySpec {
  const shared = { name, applies: kinds(applies), default: value };
  return { ...shared, kind: "string", inherit: true, set: "always" };
}

function compressions(): string {
  const fast = "zstd-fast | zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]";
  return `on | off | lzjb | gzip | gzip-[1-9] | zle | lz4 | zstd | zstd-[1-19] | ${fast}`;
}
