import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @throws Error where no hierarchy of version 2 is mounted */
export function cgroupRoot(): string {
  const mounts = fs.readFileSync("/proc/mounts", "utf8").split("\n");
  const found = mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2");
  if (found?.[1] === undefined) {
    throw new Error(
      "npm run test:real needs cgroups of version 2: mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified",
    );
  }
  return found[1];
}

/** Ends every process of a group and of the groups in it, at once (cgroup.kill in cgroup-v2.rst of the kernel). */
export function killGroup(group: string): void {
  try {
    fs.writeFileSync(path.join(group, "cgroup.kill"), "1");
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Ends every process of a group, and of the groups in it, and removes them. */
export async function endGroup(group: string): Promise<void> {
  for (let tries = 0; isPopulated(group); tries += 1) {
    if (tries === 500) throw new Error(`Processes in ${group} do not end.`);
    killGroup(group);
    await sleep(20);
  }
  removeGroup(group);
}

function isPopulated(group: string): boolean {
  try {
    return fs.readFileSync(path.join(group, "cgroup.events"), "utf8").includes("populated 1");
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Two may end the same group at once. */
function removeGroup(group: string): void {
  try {
    for (const each of fs.readdirSync(group, { withFileTypes: true })) {
      if (each.isDirectory()) removeGroup(path.join(group, each.name));
    }
    fs.rmdirSync(group);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Reading from a file of a group that was removed meanwhile answers that there is no such device. */
function isGone(error: unknown): boolean {
  return ["ENOENT", "ENODEV"].includes((error as NodeJS.ErrnoException).code ?? "");
}
