import { applied, required } from "../fields/field";
import { poolName } from "../scalars/names";
import { diskPath } from "../scalars/paths";
import { zfsProperties } from "../scalars/properties";
import { listOf, object, oneOf, text } from "../scalars/text";

/** Topologies of a vdev, as Phoenix names them. */
const raidLevels = ["single", "mirror", "raidz1", "raidz2", "raidz3"] as const;
export type RaidLevel = (typeof raidLevels)[number];

const raidLevel = text(
  `one of ${raidLevels.join(", ")}`,
  /^(?:single|stripe|mirror|raidz[123]?|SINGLE|STRIPE|MIRROR|RAIDZ[123]?)$/,
).transform(normaliseRaidLevel);

const disks = listOf("disks", diskPath);

const vdev = object({
  raid_level: applied("Topology, as of a pool; single where absent.", raidLevel),
  disks: required("Disks by their names below /dev/disk/by-id.", disks),
});

const vdevs = listOf("vdevs", vdev);

/** A ZFS pool: a vdev of raid_level and disks, and whatever stands beside it. */
export const poolDocument = object({
  name: required("Name of the pool.", poolName),
  raid_level: applied(
    "Topology: single (disks side by side, no redundancy), mirror, raidz1, raidz2 or raidz3, never changed; single where absent.",
    raidLevel,
  ),
  disks: applied(
    "Disks by their names below /dev/disk/by-id. A disk that carries anything already is refused, and never wiped.",
    disks,
  ),
  vdevs: applied(
    "More vdevs of data beside the one of raid_level and disks, such as further mirrors; all are of one raid_level and as many disks.",
    vdevs,
  ),
  log: applied("Vdevs for the intent log (SLOG): single or mirror.", vdevs),
  special: applied(
    "Vdevs for metadata and small blocks; the pool is lost with them, so they survive as many lost disks as the data.",
    vdevs,
  ),
  dedup: applied("Vdevs for deduplication tables, with the redundancy of special ones.", vdevs),
  cache: applied("Disks that cache reads (L2ARC).", disks),
  spare: applied("Hot spares.", disks),
  properties: applied(
    "Properties of the pool (zpoolprops(7): autotrim, comment …) and of its root dataset (zfsprops(7): compression …).",
    zfsProperties,
  ),
  grow: applied(
    'Whether disks that are added to the declaration are added to the pool ("allowed": zpool attach and zpool add, which often cannot be undone); refused where absent. Nothing is ever removed or replaced.',
    oneOf(["allowed", "never"]),
  ),
});

function normaliseRaidLevel(level: string): RaidLevel {
  const lower = level.toLowerCase();
  if (lower === "stripe") return "single";
  return lower === "raidz" ? "raidz1" : (lower as RaidLevel);
}
