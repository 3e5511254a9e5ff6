import path from "node:path";
import type { HypervisorConfig } from "../../config/types";
import type { NfsExportsSpec } from "../../providers/nfs-exports";
import { NfsExports } from "../../providers/resources";
import type { Ground } from "./ground";

type ExportConfig = NonNullable<NonNullable<HypervisorConfig["nfs"]>["exports"]>[number];

/** The node's NFS exports, after the datasets that they lie in. */
export function declareNfsExports({ parent, config, below }: Ground): NfsExports | undefined {
  const spec = nfsExportsSpec(config.nfs?.exports ?? []);
  if (spec === undefined) return undefined;
  const dependsOn = below(...Object.keys(spec.exports));
  return new NfsExports("nfs-exports", spec, { parent, dependsOn });
}

/** What is exported over NFS, all folders together; undefined where nobody gets anything. */
export function nfsExportsSpec(list: readonly ExportConfig[]): NfsExportsSpec | undefined {
  const exports: Record<string, Record<string, string[]>> = {};
  const directories: NfsExportsSpec["directories"] = {};
  for (const { path: given, clients = [], options = [], owner, mode } of list) {
    if (clients.length === 0) continue;
    const folder = path.posix.normalize(given).replace(/(.)\/$/, "$1");
    const granted = clients.map((client) => [client, options.filter(Boolean)] as const);
    exports[folder] = { ...exports[folder], ...Object.fromEntries(granted) };
    directories[folder] = {
      ...directories[folder],
      ...(owner !== undefined && { owner: owner.includes(":") ? owner : `${owner}:${owner}` }),
      ...(mode !== undefined && { mode }),
    };
  }
  if (Object.keys(exports).length === 0) return undefined;
  const server = { package: "installed", enabled: "enabled", active: "active" } as const;
  return { ...server, directories, exports, exported: exports };
}
