import path from "node:path";
import { loadConfig } from "../config/load";
import type { ContainerConfig, PhoenixConfig, VmConfig } from "../config/types";
import { guestsNamed } from "./lib/guests-named";

type AnyConfig = ContainerConfig | VmConfig;

/**
 * Prints what Pulumi has to be pointed at for one guest and what it stands on: a line for each `--target`.
 * Resources are named after what they are, so that a pattern finds them.
 */
function main([stack = "", directory = "config", ...words]: string[]): void {
  const { config } = loadConfig({ directory: path.resolve(directory), stack });
  if (config === undefined) throw new Error("The configuration has mistakes: npm run validate");
  const wanted = guestsNamed(allGuests(config), words);
  for (const target of targets(config, wanted)) process.stdout.write(`${target}\n`);
}

function allGuests({ containers, vms }: PhoenixConfig): AnyConfig[] {
  return [...containers, ...vms];
}

function targets(config: PhoenixConfig, wanted: readonly AnyConfig[]): string[] {
  const all = allGuests(config);
  const guests = new Set<AnyConfig>();
  const add = (guest: AnyConfig | undefined) => {
    if (guest === undefined || guests.has(guest)) return;
    guests.add(guest);
    const layer = "lxc_options" in guest ? guest.clone_from_ctid : guest.clone_from_vmid;
    for (const vmid of [layer, ...guest.dependencies]) {
      if (vmid !== undefined) add(all.find((other) => other.vmid === vmid));
    }
  };
  wanted.forEach(add);
  const containers = config.containers.filter((container) => guests.has(container));
  const vms = config.vms.filter((vm) => guests.has(vm));
  const storages = new Set([
    ...containers.flatMap(({ storage_pool, volumes, ostemplate = "" }) => [
      storage_pool,
      ...volumes.map(({ storage }) => storage),
      ostemplate.split(":", 1)[0] ?? "",
    ]),
    ...vms.flatMap(({ storage_pool = "", disks, image = "" }) => [
      storage_pool,
      ...disks.map((disk) => disk.storage_pool ?? storage_pool),
      image.split(":", 1)[0] ?? "",
    ]),
  ]);
  const bound = containers.flatMap(({ mount_points }) =>
    mount_points.map(({ host_path }) => host_path),
  );
  const liesIn = (place: string) => bound.some((folder) => `${folder}/`.startsWith(`${place}/`));
  const datasets = config.hypervisor.datasets.filter(
    ({ name, properties, storage }) =>
      storages.has(storage?.id ?? "") || liesIn(properties["mountpoint"] ?? `/${name}`),
  );
  const pools = config.hypervisor.pools.filter(
    ({ name }) => datasets.some(({ pool }) => pool === name) || liesIn(`/${name}`),
  );
  const folders = config.hypervisor.directories.filter((folder) => liesIn(folder.path));
  const names = [
    "hypervisor",
    "node",
    ...pools.map(({ name }) => `pool-${name}`),
    ...datasets.map(({ name }) => `dataset-${name}`),
    ...datasets.flatMap(({ storage }) => (storage === undefined ? [] : [`storage-${storage.id}`])),
    ...new Set(folders.map((folder) => `directory-${folder.path}`)),
    ...config.hypervisor.storages.flatMap(({ id }) => (storages.has(id) ? [`storage-${id}`] : [])),
    ...([...containers, ...vms].some(({ gpu_assignment }) => gpu_assignment.length > 0)
      ? ["gpu-modes", "nvidia-driver", "pci-mapping-*"]
      : []),
    ...config.hypervisor.templates
      .filter(({ volid }) => containers.some(({ ostemplate }) => ostemplate === volid))
      .map(({ file }) => `template-${file}`),
    ...config.hypervisor.images
      .filter(({ volid }) => vms.some(({ image }) => image === volid))
      .map(({ file }) => `image-${file}`),
    ...containers.flatMap(({ vmid }) => [`guest-${vmid}`, `guest-${vmid}-*`]),
    ...vms.flatMap(({ vmid = 0 }) => [`vm-${vmid}`, `vm-${vmid}-*`]),
  ];
  return names.map((name) => `**::${name}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
