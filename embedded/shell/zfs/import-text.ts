import type { Pool } from "../../zfs/records";
import { poolHealth } from "../../zfs/pool-properties";
import { leavesOf } from "../../zfs/vdev-spec";
import { vdevRows } from "./vdev-display";

/** One pool of `zpool import` without a name. */
export function importText(pool: Pool): string {
  const style = { path: false, real: false, guid: false };
  const state = poolHealth(pool);
  const rows = vdevRows(pool, "normal", style).map(({ name, depth, vdev }) => {
    const missing = vdev.path !== undefined && vdev.state === "UNAVAIL";
    const note = missing ? "  cannot open" : "";
    return { name: missing ? (vdev.path ?? name) : name, depth, state: `${vdev.state}${note}` };
  });
  const all = [{ name: pool.name, depth: 0, state }, ...rows];
  const width = Math.max(...all.map((row) => row.name.length + row.depth * 2));
  const lines = all.map(
    (row) => `\t${("  ".repeat(row.depth) + row.name).padEnd(width)}  ${row.state}`,
  );
  const head = [`   pool: ${pool.name}`, `    id: ${pool.guid}`, ` state: ${state}`];
  return [...head, ...advice(pool), "config:", "", ...lines, ""].join("\n");
}

function advice(pool: Pool): string[] {
  const states = new Set(pool.vdevs.normal.flatMap(leavesOf).map((leaf) => leaf.state));
  if (!states.has("UNAVAIL") && !states.has("OFFLINE")) {
    return ["action: The pool can be imported using its name or numeric identifier."];
  }
  const action = [
    "action: The pool can be imported despite missing or damaged devices.  The",
    "\tfault tolerance of the pool may be compromised if imported.",
  ];
  if (!states.has("UNAVAIL")) return ["status: One or more devices are offlined.", ...action];
  return [
    "status: One or more devices are missing from the system.",
    ...action,
    "   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-2Q",
  ];
}
