import path from "node:path";
import { loadConfig } from "../config/load";
import type { ContainerConfig, PhoenixConfig } from "../config/types";
import { guestsNamed } from "./lib/guests-named";

/**
 * Prints what Pulumi has to be pointed at for one guest and what it stands on: a line for each `--target`.
 * Resources are named after what they are, so that a pattern finds them.
 */
function main([stack = "", directory = "config", ...words]: string[]): void {
  const { config } = loadConfig({ directory: path.resolve(directory), stack });
  if (config === undefined) throw new Error("The configuration has mistakes: npm run validate");
  const wanted = guestsNamed(config.containers, words);
  for (const target of targets(config, wanted)) process.stdout.write(`${target}\n`);
}

function targets(config: PhoenixConfig, wanted: readonly ContainerConfig[]): string[] {
  const guests = new Map<number, ContainerConfig>();
  const add = (container: ContainerConfig | undefined) => {
    if (container === undefined || guests.has(container.vmid)) return;
    guests.set(container.vmid, container);
    const below = [container.clone_from_ctid, ...container.dependencies];
    for (const vmid of below) add(config.containers.find((other) => other.vmid === vmid));
  };
  wanted.forEach(add);
  const storages = new Set(
    [...guests.values()].flatMap(({ storage_pool, volumes, ostemplate = "" }) => [
      storage_pool,
      ...volumes.map(({ storage }) => storage),
      ostemplate.split(":", 1)[0] ?? "",
    ]),
  );
  const bound = [...guests.values()].flatMap(({ mount_points }) =>
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
    ...config.hypervisor.templates
      .filter(({ volid }) => [...guests.values()].some(({ ostemplate }) => ostemplate === volid))
      .map(({ file }) => `template-${file}`),
    ...[...guests.keys()].flatMap((vmid) => [`guest-${vmid}`, `guest-${vmid}-*`]),
  ];
  return names.map((name) => `**::${name}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
