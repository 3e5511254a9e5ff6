import type { LiveVdev } from "./layout";
import { isSameVdev } from "./layout";
import {
  declaredVdevs,
  layoutFields,
  type LayoutField,
  type PoolSpec,
  type VdevSpec,
} from "./schema";

/** How a pool gets from what it stands on to what is declared, where adding disks is enough. */
interface Growth {
  readonly commands: readonly (readonly string[])[];
  /** The disks that are added. */
  readonly disks: readonly string[];
  /** Fields in which something would have to go or to be replaced. */
  readonly blocked: readonly LayoutField[];
}

/** Compares vdev by vdev; without -f, so that zpool itself refuses a disk that is in use. */
export function growthOf(
  spec: PoolSpec,
  live: Readonly<Record<LayoutField, readonly LiveVdev[]>>,
): Growth {
  const commands: string[][] = [];
  const disks: string[] = [];
  const blocked: LayoutField[] = [];
  for (const field of layoutFields) {
    const open = new Set(declaredVdevs(spec, field));
    for (const vdev of live[field]) {
      const [same, wider] = [
        [...open].find((each) => isSameVdev(each, vdev)),
        [...open].find((each) => isWider(each, vdev)),
      ];
      const target = same ?? wider;
      if (target === undefined) {
        blocked.push(field);
        continue;
      }
      open.delete(target);
      const [anchor = ""] = vdev.paths;
      for (const disk of target.disks.filter((each) => !vdev.disks.includes(each))) {
        commands.push(["zpool", "attach", spec.name, anchor, disk]);
        disks.push(disk);
      }
    }
    for (const vdev of open) {
      commands.push(["zpool", "add", spec.name, ...vdevWords(field, vdev)]);
      disks.push(...vdev.disks);
    }
  }
  return { commands, disks, blocked: [...new Set(blocked)] };
}

/** A vdev as `zpool create` and `zpool add` take it. */
export function vdevWords(field: LayoutField, { type, disks }: VdevSpec): string[] {
  return [...(field === "vdevs" ? [] : [field]), ...(type === "disk" ? disks : [type, ...disks])];
}

/** A mirror that has all the disks of one that is there, or of a single disk, and more. */
function isWider(declared: VdevSpec, live: LiveVdev): boolean {
  return (
    declared.type === "mirror" &&
    (live.type === "mirror" || live.type === "disk") &&
    declared.disks.length > live.disks.length &&
    live.disks.every((disk) => declared.disks.includes(disk))
  );
}
