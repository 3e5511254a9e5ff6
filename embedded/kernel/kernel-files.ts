import type { MountedFiles } from "../files/mounted-files";

/** What kernel and module files are kept in: a host's view, or a tree's. */
export type KernelFiles = Pick<
  MountedFiles,
  | "exists"
  | "list"
  | "lstat"
  | "mkdir"
  | "mknod"
  | "readText"
  | "readlink"
  | "remove"
  | "stat"
  | "symlink"
  | "write"
>;

/** The kernel that a node is installed with. */
export const kernelRelease = "6.17.2-1-pve";

/** The kernel that runs: uname -r. */
export function runningKernel(files: Pick<KernelFiles, "readText">): string {
  return files.readText("/proc/sys/kernel/osrelease")?.trim() ?? kernelRelease;
}

/** Installed kernels, the newest last (`sort -V`). */
export function installedKernels(files: Pick<KernelFiles, "list">): string[] {
  return files
    .list("/boot")
    .flatMap((name) => (name.startsWith(image) ? [name.slice(image.length)] : []))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

const image = "vmlinuz-";

/** The kernel that the next start takes: the one pinned for it, the pinned one, or the newest. */
export function nextKernel(files: Pick<KernelFiles, "list" | "readText">): string {
  const pinned = [nextPin, pin].map((path) => files.readText(path)?.trim()).find(Boolean);
  return pinned ?? installedKernels(files).at(-1) ?? kernelRelease;
}

/** proxmox-boot-tool kernel pin. */
const pin = "/etc/kernel/proxmox-boot-pin";

/** proxmox-boot-tool kernel pin --next-boot; gone after that start. */
export const nextPin = "/etc/kernel/next-boot-pin";

/** Where a kernel's modules are. */
export function moduleDirectory(kernel: string): string {
  return `/lib/modules/${kernel}`;
}

/** Where the headers of a kernel have their build tree, once they are installed. */
export function buildLink(kernel: string): string {
  return `${moduleDirectory(kernel)}/build`;
}

/** A module's name as the kernel knows it: `nvidia-uvm` is `nvidia_uvm`. */
export function moduleName(name: string): string {
  return name.replaceAll("-", "_");
}

/** The file of a module; DKMS's come before the kernel's own (depmod.d(5), `search`). */
export function findModule(
  files: Pick<KernelFiles, "list" | "stat">,
  kernel: string,
  name: string,
): string | undefined {
  const wanted = `${moduleName(name)}.ko`;
  return ["updates", "kernel"]
    .flatMap((folder) => filesBelow(files, `${moduleDirectory(kernel)}/${folder}`))
    .find((path) => moduleName(path.slice(path.lastIndexOf("/") + 1)) === wanted);
}

function filesBelow(files: Pick<KernelFiles, "list" | "stat">, directory: string): string[] {
  return files.list(directory).flatMap((name) => {
    const path = `${directory}/${name}`;
    return files.stat(path)?.type === "directory" ? filesBelow(files, path) : [path];
  });
}

/** The fields of a module's .modinfo section, in their order. */
export function moduleInfo(
  files: Pick<KernelFiles, "readText">,
  path: string,
): (readonly [string, string])[] {
  return (files.readText(path) ?? "").split("\0").flatMap((field) => {
    const at = field.indexOf("=");
    return at < 0 ? [] : [[field.slice(0, at), field.slice(at + 1)] as const];
  });
}

/** A module's file as far as anybody here reads it. */
export function moduleContent(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `${name}=${value}\0`).join("");
}

/** The modules of a Proxmox kernel that somebody here asks for. */
export function writeKernel(files: KernelFiles, kernel: string): void {
  files.write(`/boot/${image}${kernel}`, `Linux ${kernel}\n`);
  files.write(`/boot/config-${kernel}`, "CONFIG_MODULE_SIG=y\n");
  for (const { path, depends, license } of ownModules) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    files.write(
      `${moduleDirectory(kernel)}/kernel/${path}.ko`,
      moduleContent([
        ["license", license],
        ["depends", depends],
        ["intree", "Y"],
        ["name", moduleName(name)],
        ["vermagic", `${kernel} SMP preempt mod_unload modversions `],
        ["signer", "Proxmox Server Solutions GmbH"],
      ]),
    );
  }
}

const ownModules = [
  {
    path: "drivers/gpu/drm/nouveau/nouveau",
    depends: "drm_ttm_helper",
    license: "GPL and additional rights",
  },
  { path: "drivers/gpu/drm/drm_ttm_helper", depends: "", license: "GPL" },
  { path: "drivers/vfio/vfio", depends: "", license: "GPL v2" },
  { path: "drivers/vfio/vfio_iommu_type1", depends: "vfio", license: "GPL v2" },
  { path: "drivers/vfio/pci/vfio-pci-core", depends: "vfio", license: "GPL v2" },
  { path: "drivers/vfio/pci/vfio-pci", depends: "vfio-pci-core", license: "GPL v2" },
  { path: "sound/pci/hda/snd-hda-intel", depends: "", license: "GPL" },
  { path: "zfs/zfs", depends: "", license: "CDDL" },
] as const;
