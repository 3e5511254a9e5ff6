import { ProgramError } from "../contract";
import type { Topology, Vdev } from "./records";

/**
 * Refuses vdevs of other redundancy than the ones beside them (get_replication and check_replication of
 * zpool_vdev.c); logs, caches and spares are not looked at.
 */
export function checkReplication(topology: Topology, present: Topology | undefined): void {
  const added = replicationOf(topology);
  const own = present && consistent(present);
  if (own === undefined || added === undefined) return;
  const pair = raidzBesideMirror(own, added);
  if (pair) {
    if (isAsGood(pair)) return;
    throw mismatch(`pool and new vdev with different redundancy, ${inWords(pair)}`);
  }
  if (own.type !== added.type) {
    throw mismatch(`pool uses ${own.type} and new vdev is ${added.type}`);
  }
  if (own.parity !== added.parity) {
    throw mismatch(`pool uses ${own.parity} device parity and new vdev uses ${added.parity}`);
  }
  if (own.children !== added.children) {
    const [was, is] = [`${own.children}-way ${own.type}`, `${added.children}-way ${added.type}`];
    throw mismatch(`pool uses ${was} and new vdev uses ${is}`);
  }
}

interface Replication {
  /** `mirror`, `raidz`, `disk` or `file`. */
  readonly type: string;
  readonly parity: number;
  readonly children: number;
}

function replicationOf({ normal, special, dedup }: Topology): Replication | undefined {
  let last: Replication | undefined;
  for (const vdev of [...normal, ...special, ...dedup]) {
    const own = describe(vdev);
    const sizes = new Set(vdev.children.map((child) => child.size));
    if (sizes.size > 1) throw override(`${own.type} contains devices of different sizes`);
    if (last) compare(last, own);
    last = own;
  }
  return last;
}

/** A pool that was forced to be of several kinds is compared with nothing. */
function consistent(present: Topology): Replication | undefined {
  try {
    return replicationOf(present);
  } catch (error) {
    if (error instanceof ProgramError) return undefined;
    throw error;
  }
}

function compare(last: Replication, own: Replication): void {
  const pair = raidzBesideMirror(last, own);
  if (pair) {
    if (isAsGood(pair)) return;
    const [raidz, mirror] = pair;
    const both = `${raidz.type} and ${mirror.type} vdevs with different redundancy`;
    const figures = `${raidz.parity} vs. ${mirror.children - 1} (${mirror.children}-way)`;
    throw mismatch(`${both}, ${figures} are present`);
  }
  const present = (what: string) => mismatch(`both ${what} vdevs are present`);
  if (last.type !== own.type) throw present(`${last.type} and ${own.type}`);
  if (last.parity !== own.parity) {
    throw present(`${last.parity} and ${own.parity} device parity ${own.type}`);
  }
  if (last.children !== own.children) {
    throw present(`${last.children}-way and ${own.children}-way ${own.type}`);
  }
}

function describe(vdev: Vdev): Replication {
  const isRaidz = vdev.type.startsWith("raidz");
  return {
    type: isRaidz ? "raidz" : vdev.type,
    parity: isRaidz ? Number(vdev.type.slice(5) || 1) : 0,
    children: Math.max(1, vdev.children.length),
  };
}

type Pair = readonly [raidz: Replication, mirror: Replication];

function raidzBesideMirror(a: Replication, b: Replication): Pair | undefined {
  if (a.type === "raidz" && b.type === "mirror") return [a, b];
  return a.type === "mirror" && b.type === "raidz" ? [b, a] : undefined;
}

/** Both survive as many lost disks. */
function isAsGood([raidz, mirror]: Pair): boolean {
  return raidz.parity === mirror.children - 1;
}

function inWords([raidz, mirror]: Pair): string {
  const figures = `${raidz.parity} vs. ${mirror.children - 1} (${mirror.children}-way)`;
  return `${raidz.type} and ${mirror.type} vdevs, ${figures}`;
}

function mismatch(problem: string): ProgramError {
  return override(`mismatched replication level: ${problem}`);
}

function override(problem: string): ProgramError {
  const hint = "use '-f' to override the following errors:";
  return new ProgramError(`invalid vdev specification\n${hint}\n${problem}`, 1);
}
