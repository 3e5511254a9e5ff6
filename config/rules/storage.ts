import { contentOf } from "../fields/storage";
import type { Content } from "../fields/storage";
import { closest, suggestion } from "../nearest";
import { originOf } from "../origin";
import { storageKeyOf } from "../normalise/hypervisor";
import type { HypervisorConfig, StorageConfig } from "../types";
import type { Path } from "../diagnostics";
import type { Rule, RuleContext } from "./context";
import { containerOrigin, containerPath } from "./context";

/** Storages that every Proxmox installation may bring along. */
const builtIn = ["local", "local-lvm", "local-zfs"];

/** Pools, datasets and storages, and who stands on them. */
export const storageRules: Rule[] = [datasetPools, storageContent, storageUses, storageKeys];

function datasetPools({ declaration, report }: RuleContext): void {
  const pools = declaration.hypervisor?.pools.map(({ name }) => name) ?? [];
  for (const [index, dataset] of (declaration.hypervisor?.datasets ?? []).entries()) {
    const { pool } = dataset;
    if (pools.includes(pool)) continue;
    const message = `pool ${pool} is not declared${suggestion(pool, pools)}`;
    const here = { kind: "hypervisor", path: ["zfs", "datasets", index] } as const;
    const { kind, path } = originOf(dataset, here);
    report.error(kind, [...path, "pool"], "pool-unknown", message);
  }
}

function storageContent({ declaration, report }: RuleContext): void {
  for (const [index, dataset] of (declaration.hypervisor?.datasets ?? []).entries()) {
    const { storage, properties } = dataset;
    if (!storage) continue;
    if (properties["volsize"] !== undefined) {
      const message = `storage ${storage.id} is to stand on a volume; a storage needs a filesystem, so take volsize out`;
      const path = ["zfs", "datasets", index, "properties"];
      report.error("hypervisor", path, "storage-content", message);
      continue;
    }
    const wrong = storage.content.filter((content) => !contentOf[storage.type].includes(content));
    if (wrong.length === 0) continue;
    const message = `storage ${storage.id} is a ${storage.type}, which holds ${contentOf[storage.type].join(" and ")} only, not ${wrong.join(", ")}`;
    const path = ["zfs", "datasets", index, "proxmox_content_type"];
    report.error("hypervisor", path, "storage-content", message);
  }
}

/** Each storage that a container names is there, and takes what is put on it. */
function storageUses(context: RuleContext): void {
  if (context.containers.length === 0) return;
  const hypervisor = context.hypervisorFor("storage-unknown");
  if (!hypervisor) return;
  for (const { vmid, storage_pool, ostemplate, volumes } of context.containers) {
    useStorage(context, hypervisor, containerPath(vmid, "storage_pool"), storage_pool, "rootdir");
    for (const volume of volumes) {
      const origin = originOf(volume, containerOrigin(vmid, "volumes"));
      const path = [...origin.path, "pool"];
      useStorage(
        context,
        hypervisor,
        path,
        volume.storage,
        "rootdir",
        ` for ${volume.mount_point}`,
      );
    }
    const [id] = ostemplate?.split(":") ?? [];
    if (id !== undefined)
      useStorage(context, hypervisor, containerPath(vmid, "template"), id, "vztmpl");
  }
}

function useStorage(
  { knowledge, report }: RuleContext,
  hypervisor: HypervisorConfig,
  path: Path,
  id: string,
  content: Content,
  what = "",
): void {
  const declared = storagesOf(hypervisor);
  const storage = declared.find((candidate) => candidate.id === id);
  if (storage) {
    if (storage.content.includes(content)) return;
    const message = `storage ${id}${what} does not hold ${content}; add it to its proxmox_content_type, or content`;
    return report.error("lxc", path, "storage-content-missing", message);
  }
  const existing = [...builtIn, ...(knowledge.storages ?? [])];
  if (existing.includes(id)) return;
  const hint = suggestion(id, [...declared.map((candidate) => candidate.id), ...existing]);
  const message = `storage ${id}${what} is declared by no dataset and not in storages`;
  if (knowledge.storages)
    report.error("lxc", path, "storage-unknown", `${message}, and the host has none${hint}`);
  else {
    const unsure = hint || "; whether the host has it is not known here";
    report.warning("lxc", path, "storage-unknown", `${message}${unsure}`);
  }
}

/** Keys of proxmox_storage_ids that belong to no dataset. */
function storageKeys({ declaration, report }: RuleContext): void {
  const { datasets = [], proxmox_storage_ids = {} } = declaration.hypervisor ?? {};
  const keys = datasets.map(({ name }) => storageKeyOf(name));
  for (const [key, id] of Object.entries(proxmox_storage_ids)) {
    if (keys.includes(key)) continue;
    const named = datasets.find(({ storage }) => storage?.id === id);
    const near = named ? storageKeyOf(named.name) : closest(key, keys);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    const message = `belongs to no dataset, so it has no effect${hint}`;
    report.warning("hypervisor", ["proxmox_storage_ids", key], "unmatched-key", message);
  }
}

function storagesOf({
  datasets,
  storages,
}: HypervisorConfig): Pick<StorageConfig, "id" | "content">[] {
  return [...datasets.flatMap(({ storage }) => (storage ? [storage] : [])), ...storages];
}
