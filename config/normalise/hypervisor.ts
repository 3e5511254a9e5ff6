import type { HypervisorDocument } from "../documents/hypervisor";
import type { Path } from "../diagnostics";
import { parseContent } from "../fields/storage";
import { withOrigin } from "../origin";
import type { Report } from "../report";
import type { DatasetConfig, HypervisorConfig, StorageConfig } from "../types";
import { resolveAlias } from "./aliases";
import { normaliseGpus } from "./gpus";
import { normaliseSamba } from "./samba";
import { normaliseNetwork } from "./network";
import { normaliseUsers } from "./users";
import { normalisePool } from "./pool";
import { sharedDatasets, sharedVolumes } from "./shared-volumes";
import { normaliseStorages } from "./storages";
import { without } from "./without";

/** What stands elsewhere in the canonical form. */
const outside = [
  ...(["$schema", "host", "network", "nvidia", "samba", "settings"] as const),
  ...(["shared_volumes", "shared_zfs_volumes", "users", "vms", "zfs"] as const),
];

type Zfs = NonNullable<HypervisorDocument["zfs"]>;
type DatasetDocument = NonNullable<Zfs["datasets"]>[number];

/** The hypervisor file in canonical form, all but the templates, which containers name. */
export function normaliseHypervisor(
  document: HypervisorDocument,
  report: Report,
): Omit<HypervisorConfig, "directories" | "images" | "templates"> {
  const { zfs } = document;
  const arc = normaliseArc(zfs ?? {}, report);
  const driver = normaliseDriver(document, report);
  const network = normaliseNetwork(document.network, report);
  const nfs = normaliseNfs(document, report);
  const tests = normaliseTests(document, report);
  if (document.shared_volumes?.firewall) {
    const message =
      "belongs at the root of the file; the original found no firewall there and stopped it";
    report.error("hypervisor", ["shared_volumes", "firewall"], "firewall-misplaced", message);
  }
  return {
    ...without(document, outside),
    users: normaliseUsers(document.users),
    ...(driver && { nvidia_driver: driver }),
    ...(network && { network }),
    ...(nfs && { nfs }),
    ...(document.samba && { samba: normaliseSamba(document.samba, report) }),
    ...(tests && { tests }),
    ...(arc !== undefined && { arc_max_gb: arc }),
    pools: (zfs?.pools ?? []).map(normalisePool),
    datasets: [
      ...(zfs?.datasets ?? []).map((dataset, index) =>
        normaliseDataset(dataset, ["zfs", "datasets", index], document, report),
      ),
      ...sharedDatasets(document.shared_zfs_volumes),
    ],
    storages: normaliseStorages(document, nfs?.exports ?? []),
    shared_volumes: sharedVolumes(document.shared_volumes, document.shared_zfs_volumes),
    gpus: normaliseGpus(document.host?.gpus),
    reboot: document.settings?.reboot ?? "never",
  };
}

function normaliseDataset(
  dataset: DatasetDocument,
  path: Path,
  document: HypervisorDocument,
  report: Report,
): DatasetConfig {
  const [first = "", ...below] = dataset.name.split("/");
  const splits = dataset.pool === undefined && below.length > 0;
  if (splits) {
    const message = `is an older spelling; write pool ${first} and name ${below.join("/")}`;
    report.warning("hypervisor", [...path, "name"], "alias", message);
  }
  const pool = dataset.pool ?? first;
  const name = splits ? dataset.name : `${pool}/${dataset.name}`;
  const storage = storageOf(dataset, name, document, path, report);
  return {
    ...{ name, pool, properties: { ...dataset.properties } },
    ...(dataset.sparse === true && { sparse: true }),
    ...(storage && { storage }),
  };
}

function storageOf(
  dataset: DatasetDocument,
  name: string,
  document: HypervisorDocument,
  path: Path,
  report: Report,
): StorageConfig | undefined {
  const older = document.zfs?.dataset_storage_types?.find((entry) => entry.dataset === name);
  const [olderType, olderContent] = older?.storage_type.split(":") ?? [];
  if (olderType === "cifs") {
    const message = "says cifs, which the node cannot mount from itself; no storage is made on it";
    report.warning("hypervisor", path, "storage-type-unsupported", message);
  }
  const olderPath = ["zfs", "dataset_storage_types"];
  const type = resolveAlias<"dir" | "zfspool">(
    report,
    "hypervisor",
    { name: "proxmox_storage_type", value: dataset.proxmox_storage_type },
    {
      path: olderPath,
      value: olderType === "dir" || olderType === "zfspool" ? olderType : undefined,
    },
  );
  if (type === undefined) return undefined;
  const content = dataset.proxmox_content_type ?? parseContent(olderContent ?? "images");
  return { id: storageIdOf(name, document.proxmox_storage_ids ?? {}), type, content };
}

/** The explicit id for the key `pool_dataset` with `_` for `-`, else `pool-dataset`. */
function storageIdOf(dataset: string, ids: Readonly<Record<string, string>>): string {
  return ids[storageKeyOf(dataset)] ?? dataset.replaceAll("/", "-");
}

/** The key of proxmox_storage_ids that is looked up for a dataset. */
export function storageKeyOf(dataset: string): string {
  return dataset.replaceAll("/", "_").replaceAll("-", "_");
}

function normaliseArc(zfs: Zfs, report: Report): number | undefined {
  const bytes = zfs.arc_max === undefined ? undefined : Number(zfs.arc_max) / 2 ** 30;
  return resolveAlias(
    report,
    "hypervisor",
    { name: "arc_max_gb", value: zfs.arc_max_gb },
    { path: ["zfs", "arc_max"], value: bytes },
  );
}

function normaliseDriver(
  { nvidia, nvidia_driver }: HypervisorDocument,
  report: Report,
): HypervisorDocument["nvidia_driver"] {
  if (!nvidia) return nvidia_driver;
  const field = <T>(name: string, modern: T | undefined, olderName: string, older: T | undefined) =>
    resolveAlias(
      report,
      "hypervisor",
      { name: `nvidia_driver.${name}`, value: modern },
      { path: ["nvidia", olderName], value: older },
    );
  const version = field("version", nvidia_driver?.version, "driver_version", nvidia.driver_version);
  const runfile = field(
    "runfile_url",
    nvidia_driver?.runfile_url,
    "runfile_url",
    nvidia.runfile_url,
  );
  return {
    ...nvidia_driver,
    ...(version !== undefined && { version }),
    ...(runfile !== undefined && { runfile_url: runfile }),
  };
}

function normaliseNfs({ nfs }: HypervisorDocument, report: Report): HypervisorDocument["nfs"] {
  if (!nfs) return undefined;
  const shares = nfs.shares?.map(({ path, options }, index) => {
    const share = {
      path: path.startsWith("/") ? path : `/${path}`,
      ...(options && { options }),
    };
    return withOrigin(share, "hypervisor", ["nfs", "shares", index]);
  });
  const exports = resolveAlias(
    report,
    "hypervisor",
    { name: "nfs.exports", value: nfs.exports },
    { path: ["nfs", "shares"], value: shares },
  );
  return exports ? { exports } : {};
}

function normaliseTests(
  { tests }: HypervisorDocument,
  report: Report,
): HypervisorDocument["tests"] {
  if (!tests) return undefined;
  const { "hypervisor_health_.check": older, hypervisor_health_check: modern, ...rest } = tests;
  const check = resolveAlias(
    report,
    "hypervisor",
    { name: "tests.hypervisor_health_check", value: modern },
    { path: ["tests", "hypervisor_health_.check"], value: older },
  );
  return { ...rest, ...(check && { hypervisor_health_check: check }) };
}
