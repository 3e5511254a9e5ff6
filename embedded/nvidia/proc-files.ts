import type { KernelFiles } from "../kernel/kernel-files";

/** What NVIDIA's module shows of itself in /proc; devices have the number in which it found them. */
export function showDriver(
  files: KernelFiles,
  version: string,
  isOpen: boolean,
  addresses: readonly string[],
): void {
  const flavour = isOpen
    ? "NVIDIA UNIX Open Kernel Module for x86_64"
    : "NVIDIA UNIX x86_64 Kernel Module";
  const build = "Release Build  (dvs-builder@U22-I3-B10-02-3)  Thu Jul 24 22:25:35 UTC 2025";
  files.write(
    `${proc}/version`,
    `NVRM version: ${flavour}  ${version}  ${build}\nGCC version:  gcc version 14.2.0 (Debian 14.2.0-19) \n`,
  );
  for (const address of addresses) showCard(files, address);
  files.write(`${proc}/capabilities/mig/config`, "DeviceFileMinor: 1\nDeviceFileMode: 256\n");
  files.write(`${proc}/capabilities/mig/monitor`, "DeviceFileMinor: 2\nDeviceFileMode: 292\n");
}

/** A card that the module has got: it has the lowest number that is free. */
export function showCard(files: KernelFiles, address: string): void {
  const taken = drivenCards(files);
  const minor = [...Array(taken.size + 1).keys()].find((each) => !taken.has(each)) ?? 0;
  files.write(
    `${proc}/gpus/${address}/information`,
    `Model: \t\t NVIDIA GeForce RTX 5060 Ti\nBus Location: \t ${address}\nDevice Minor: \t ${minor}\n`,
  );
}

/** A card that the module has lost. */
export function forgetCard(files: KernelFiles, address: string): void {
  files.remove(`${proc}/gpus/${address}`);
}

/** What is gone with the module; device nodes are files, and stay. */
export function forgetDriver(files: KernelFiles): void {
  files.remove(proc);
}

/** The version of the loaded module. */
export function loadedVersion(files: Pick<KernelFiles, "readText">): string | undefined {
  return /Kernel Module.*?\s(\d+\.\d+(?:\.\d+)?)\s/.exec(
    files.readText(`${proc}/version`) ?? "",
  )?.[1];
}

/** The cards that the module drives: PCI address by minor number. */
export function drivenCards(files: Pick<KernelFiles, "list" | "readText">): Map<number, string> {
  return new Map(
    files.list(`${proc}/gpus`).flatMap((address) => {
      const text = files.readText(`${proc}/gpus/${address}/information`) ?? "";
      const minor = /^Device Minor:\s*(\d+)/m.exec(text)?.[1];
      return minor === undefined ? [] : [[Number(minor), address] as const];
    }),
  );
}

const proc = "/proc/driver/nvidia";
