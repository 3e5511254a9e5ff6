/** One top-level vdev: its kind and its disks. */
interface Vdev {
  /** `disk` for a single disk, otherwise `mirror`, `raidz1` … as zpoolconcepts(7) names them. */
  readonly type: string;
  readonly disks: readonly { readonly path: string; readonly state: string }[];
}

export interface PoolStatus {
  readonly name: string;
  /** `ONLINE`, `DEGRADED`, `FAULTED` … */
  readonly state: string;
  readonly vdevs: readonly Vdev[];
  /** Vdevs of the classes log, cache, special, dedup and spare, by class. */
  readonly special: Readonly<Record<string, readonly Vdev[]>>;
}

const classes: Readonly<Record<string, string>> = {
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
  const special: Record<string, Vdev[]> = {};
  let list = vdevs;
  let disks: { path: string; state: string }[] = [];
  for (const { depth, word, state } of rows(text)) {
    const className = classes[word];
    if (depth === 0) {
      list = className === undefined ? vdevs : (special[className] ??= []);
    } else if (depth === 1) {
      const kind = /^(mirror|raidz[123]?|draid\S*|spare|replacing)-\d+$/.exec(word)?.[1];
      disks = kind === undefined ? [{ path: word, state }] : [];
      list.push({ type: kind === undefined ? "disk" : kind.replace(/^raidz$/, "raidz1"), disks });
    } else if (!/^(replacing|spare)-\d+$/.test(word)) {
      disks.push({ path: word, state });
    }
  }
  return { name, state: /^ *state: (\S+)/m.exec(text)?.[1] ?? "UNKNOWN", vdevs, special };
}

function* rows(text: string): Generator<{ depth: number; word: string; state: string }> {
  let inside = false;
  for (const line of text.split("\n")) {
    if (/^\s+NAME\s+STATE/.test(line)) inside = true;
    else if (inside && line.trim() === "") return;
    else if (inside) {
      const match = /^\t( *)(\S+)(?:\s+(\S+))?/.exec(line);
      if (match === null) continue;
      yield { depth: (match[1]?.length ?? 0) / 2, word: match[2] ?? "", state: match[3] ?? "" };
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
