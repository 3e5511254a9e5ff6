import { lines } from "./inspect/sections";

/** Where Phoenix tells the module zfs its cache's limit (modprobe.d(5)). */
export const arcFile = "/etc/modprobe.d/phoenix-zfs.conf";

/** The file on its way out, until the images for booting are made without it; modprobe reads `*.conf` only. */
export const removedArcFile = `${arcFile}.removed`;

/** The limit of ZFS's cache, the ARC (zfs(4), `zfs_arc_max`). */
export interface ArcLimit {
  /** Bytes; 0 leaves it to ZFS, undefined where the module is not loaded. */
  readonly running: number | undefined;
  /** `zfs_arc_min` of the running module in bytes; 0 leaves it to ZFS. */
  readonly minimum: number;
  /** What the module is told when it is loaded, in the order of the files; the last one counts. */
  readonly settings: readonly ArcSetting[];
  /** Images for booting that are older than our file, so that they do not hold it. */
  readonly staleImages: readonly string[];
  /** Images for booting may still hold our file, which is gone. */
  readonly isBeingRemoved: boolean;
}

interface ArcSetting {
  /** A file of modprobe.d, or `/proc/cmdline` for the kernel's command line. */
  readonly file: string;
  /** NaN for what is no number. */
  readonly bytes: number;
}

/** Reads the sections of the inspection that are about the ARC. */
export function parseArc(parameters: string, settings: string, staleImages: string): ArcLimit {
  const value = (name: string) => new RegExp(`^${name} (\\d+)$`, "m").exec(parameters)?.[1];
  const running = value("zfs_arc_max");
  return {
    running: running === undefined ? undefined : Number(running),
    minimum: Number(value("zfs_arc_min") ?? 0),
    settings: lines(settings).flatMap((line) => {
      const [file = ""] = line.split(":", 1);
      const last = [...line.matchAll(/zfs_arc_max=(\S*)/g)].at(-1)?.[1];
      return last === undefined ? [] : [{ file, bytes: last === "" ? NaN : Number(last) }];
    }),
    staleImages: lines(staleImages),
    isBeingRemoved: /^removed$/m.test(parameters),
  };
}

/** Content of our file. */
export function arcFileContent(bytes: number): string {
  return `# Written by Phoenix: zfs.arc_max_gb. What is changed here by hand is overwritten.\noptions zfs zfs_arc_max=${bytes}\n`;
}
