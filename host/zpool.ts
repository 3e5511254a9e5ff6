/** A disk, partition or file that a pool stands on. */
interface Leaf {
  /** Where it is, or was when it was last seen; a guid where not even that is known. */
  readonly path: string;
  readonly state: string;
}

/** One top-level vdev: its kind and its disks. */
export interface Vdev {
  /** `disk` for a single disk, otherwise `mirror`, `raidz1` … as zpoolconcepts(7) names them. */
  readonly type: string;
  readonly disks: readonly Leaf[];
}

/** What vdevs beside those of data are for. */
type VdevClass = "log" | "cache" | "special" | "dedup" | "spare";

export interface PoolStatus {
  readonly name: string;
  /** `ONLINE`, `DEGRADED`, `FAULTED` … */
  readonly state: string;
  readonly vdevs: readonly Vdev[];
  /** Vdevs of the other classes, where there are any. */
  readonly special: Readonly<Partial<Record<VdevClass, readonly Vdev[]>>>;
  /** True while a disk is being replaced or a spare stands in for one. */
  readonly isChanging: boolean;
  /** What is not well, in words: devices that are not online, errors that were counted. */
  readonly problems: readonly string[];
}

const classes: Readonly<Record<string, VdevClass>> = {
  logs: "log",
  cache: "cache",
  special: "special",
  dedup: "dedup",
  spares: "spare",
};

/** Reads the `config:` part of `zpool status -P`, in which the depth of a row is its indentation. */
export function parsePoolStatus(text: string): PoolStatus[] {
  return text
    .split(/^ {2}pool: /m)
    .slice(1)
    .map(parseOne);
}

function parseOne(text: string): PoolStatus {
  const name = text.split("\n", 1)[0]?.trim() ?? "";
  const vdevs: Vdev[] = [];
  const special: Partial<Record<VdevClass, Vdev[]>> = {};
  const problems: string[] = [];
  let isChanging = false;
  let list = vdevs;
  let disks: Leaf[] = [];
  for (const { depth, word, state, counters, was } of rows(text)) {
    const className = classes[word];
    const path = was ?? word;
    const isGroup = groupName.test(word);
    if (depth > 0 && !isGroup) problems.push(...leafProblems(path, state, counters));
    if (depth === 0) {
      list = className === undefined ? vdevs : (special[className] ??= []);
    } else if (depth === 1) {
      const kind = groupName.exec(word)?.[1];
      if (kind === "replacing" || kind === "spare") isChanging = true;
      disks = kind === undefined ? [{ path, state }] : [];
      list.push({ type: kind === undefined ? "disk" : kind.replace(/^raidz$/, "raidz1"), disks });
    } else if (isGroup) isChanging = true;
    else disks.push({ path, state });
  }
  const errors = /^errors: (.*)$/m.exec(text)?.[1];
  if (errors !== undefined && !errors.startsWith("No known data errors")) problems.push(errors);
  const state = /^ *state: (\S+)/m.exec(text)?.[1] ?? "UNKNOWN";
  return { name, state, vdevs, special, isChanging, problems };
}

const groupName = /^(mirror|raidz[123]?|draid\S*|spare|replacing)-\d+$/;

/** AVAIL and INUSE are a spare's states. */
const fine = ["ONLINE", "AVAIL", "INUSE"];

function leafProblems(path: string, state: string, counters: readonly string[]): string[] {
  if (!fine.includes(state)) return [`${path} is ${state}`];
  const [read, write, checksum] = counters;
  const counted = [`${read} read`, `${write} write`, `${checksum} checksum`].filter(
    (_, at) => counters[at] !== undefined && counters[at] !== "0",
  );
  return counted.length === 0 ? [] : [`${path} has ${counted.join(", ")} errors`];
}

interface Row {
  readonly depth: number;
  readonly word: string;
  readonly state: string;
  /** READ, WRITE and CKSUM; a spare has none. */
  readonly counters: readonly string[];
  /** The path of a device that cannot be found, which is listed by its guid. */
  readonly was: string | undefined;
}

function* rows(text: string): Generator<Row> {
  let inside = false;
  for (const line of text.split("\n")) {
    if (/^\s+NAME\s+STATE/.test(line)) inside = true;
    else if (inside && line.trim() === "") return;
    else if (inside) {
      const match = /^\t( *)(\S+)(?:\s+(\S+))?(?: +(\S+) +(\S+) +(\S+))?/.exec(line);
      if (match === null) continue;
      const [, blanks = "", word = "", state = "", ...counters] = match;
      yield {
        depth: blanks.length / 2,
        word,
        state,
        counters: counters.filter((each) => /^[\d.]+[KMGTPE]?$/.test(each)),
        was: / was (\/\S+)/.exec(line)?.[1],
      };
    }
  }
}

/** The whole disk of a partition that ZFS made itself (`…-part1`). */
export function wholeDisk(path: string): string {
  return path
    .replace(/-part\d+$/, "")
    .replace(/^(\/dev\/nvme\d+n\d+)p\d+$/, "$1")
    .replace(/^(\/dev\/(?:sd|vd|xvd)[a-z]+)\d+$/, "$1");
}
