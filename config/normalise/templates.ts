import type { DatasetConfig, TemplateConfig } from "../types";

/** Where Proxmox's storage `local` keeps OS templates. */
const localCache = "/var/lib/vz/template/cache/";

/**
 * The OS template that a container's `template` means. A path names the storage whose dataset it lies in; a bare file
 * name means the first declared storage that holds vztmpl, and Proxmox's own `local` where none does.
 */
export function templateOf(template: string, datasets: readonly DatasetConfig[]): TemplateConfig {
  const [prefix, inVolume] = template.split(":vztmpl/");
  const file = inVolume ?? template.slice(template.lastIndexOf("/") + 1);
  const storage = inVolume === undefined ? storageOf(template, datasets) : (prefix ?? "local");
  return { file, storage, volid: `${storage}:vztmpl/${file}` };
}

function storageOf(path: string, datasets: readonly DatasetConfig[]): string {
  if (path.startsWith(localCache)) return "local";
  const holding = datasets.flatMap(({ name, storage }) => {
    const mounted = [`/${name}/`, `/mnt/pve/${name}/`, `/mnt/pve/${storage?.id ?? name}/`];
    return storage && mounted.some((folder) => path.startsWith(folder)) ? [storage.id] : [];
  });
  const fallback = datasets.find(({ storage }) => storage?.content.includes("vztmpl"));
  return holding[0] ?? fallback?.storage?.id ?? "local";
}
