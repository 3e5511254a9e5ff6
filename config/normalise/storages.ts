import type { HypervisorDocument } from "../documents/hypervisor";
import { contentTypes } from "../fields/storage";
import type { DeclaredStorageConfig } from "../types";

type Exports = NonNullable<NonNullable<HypervisorDocument["nfs"]>["exports"]>;

/** The declared storages, and one for each folder that the NFS server exports, as the original made them. */
export function normaliseStorages(
  { storages = [], network }: HypervisorDocument,
  exports: Exports,
): DeclaredStorageConfig[] {
  const server = network?.nfs_server;
  if (server === undefined) return storages;
  const folders = new Set(
    exports.filter(({ clients = [] }) => clients.length > 0).map(({ path }) => path),
  );
  const made = [...folders].map((folder) => storageOf(server, folder));
  return [...storages, ...made.filter(({ id }) => !storages.some((each) => each.id === id))];
}

function storageOf(server: string, folder: string): DeclaredStorageConfig {
  const name = folder.split("/").findLast((step) => step !== "") ?? "root";
  return {
    id: `nfs-${name.replace(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "")}`,
    type: "nfs",
    server,
    export: folder,
    content: contentTypes.filter((content) => content !== "rootdir" && content !== "import").sort(),
    options: "vers=4,soft",
  };
}
