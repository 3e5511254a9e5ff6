import type { Files } from "../contract";
import { MountedFiles } from "../files/mounted-files";
import { autoinstall } from "./dkms";
import { imageContent, imageOf } from "../interior/initramfs";
import { buildLink, installedKernels, moduleDirectory, writeKernel } from "./kernel-files";

/** What the packages of kernels and of their headers bring, beside what a table could say. */
export function configureKernelPackage(files: Files, name: string): void {
  const view = viewOf(files);
  const headers = /^proxmox-headers-(\d.*-pve)$/.exec(name)?.[1];
  const kernel = /^proxmox-kernel-(\d.*-pve)-signed$/.exec(name)?.[1];
  if (view === undefined) return;
  if (headers !== undefined) {
    view.mkdir(`/usr/src/linux-headers-${headers}`);
    const link = buildLink(headers);
    view.mkdir(link.slice(0, link.lastIndexOf("/")));
    if (!view.lstat(link)) view.symlink(`/usr/src/linux-headers-${headers}`, link);
  }
  if (kernel !== undefined) {
    writeKernel(view, kernel);
    view.write(imageOf(kernel), imageContent(view));
  }
  const changed = headers ?? kernel;
  const isDkmsThere = view.exists("/usr/bin/dkms");
  if (changed !== undefined && isDkmsThere && installedKernels(view).includes(changed)) {
    autoinstall(view, changed);
  }
}

/** Takes away what `configureKernelPackage` brought. */
export function removeKernelPackage(files: Files, name: string): void {
  const view = viewOf(files);
  const headers = /^proxmox-headers-(\d.*-pve)$/.exec(name)?.[1];
  const kernel = /^proxmox-kernel-(\d.*-pve)-signed$/.exec(name)?.[1];
  if (headers !== undefined) {
    view?.remove(buildLink(headers));
    view?.remove(`/usr/src/linux-headers-${headers}`);
  }
  if (kernel === undefined) return;
  for (const path of [`/boot/vmlinuz-${kernel}`, `/boot/config-${kernel}`, imageOf(kernel)]) {
    view?.remove(path);
  }
  view?.remove(moduleDirectory(kernel));
}

function viewOf(files: Files): MountedFiles | undefined {
  const view = "view" in files ? files.view : files;
  return view instanceof MountedFiles ? view : undefined;
}
