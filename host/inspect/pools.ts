import type { Pool } from "../inspection";
import { parsePoolStatus } from "../zpool";
import { lines, trimmed, type Sections } from "./sections";

/** The node's imported pools by their names. */
export function readPools(sections: Sections): Map<string, Pool> {
  const properties = new Map<string, Record<string, string>>();
  for (const line of lines(trimmed(sections, "zpool-get"))) {
    const [pool = "", property = "", value = ""] = line.split("\t");
    const known = properties.get(pool) ?? {};
    known[property] = value;
    properties.set(pool, known);
  }
  const sizes = new Map(
    lines(trimmed(sections, "zpool-list")).map((line) => line.split("\t") as [string, string]),
  );
  return new Map(
    parsePoolStatus(sections.get("zpool-status") ?? "").map((pool) => [
      pool.name,
      {
        ...pool,
        properties: properties.get(pool.name) ?? {},
        sizeBytes: Number(sizes.get(pool.name) ?? 0),
      },
    ]),
  );
}
