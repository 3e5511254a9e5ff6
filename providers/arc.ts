import { z } from "zod";
import { arcFile, arcFileContent, removedArcFile, type ArcLimit } from "../host/arc";
import type { Inspected } from "../host/inspection";
import type { Shell } from "../host/ssh";
import { writeFile } from "../host/write-file";
import type { Lifecycle, Refusal } from "./lifecycle";

/** zfs(4): a limit below 64 MiB is ignored. */
const bytes = z.int().min(64 * 2 ** 20);

/** Most memory of ZFS's cache. */
const arcSchema = z.strictObject({
  /** `zfs_arc_max` of the running module, in bytes. */
  running: bytes,
  /** The same as the module is told when it is loaded, so after the next start of the node. */
  boot: bytes,
  /** The images for booting hold what the module is told. */
  initramfs: z.literal("current"),
});

export type ArcSpec = z.infer<typeof arcSchema>;

const parts = ["arc", "memoryBytes"] as const;

/** The limit of ZFS's cache, now and after a restart of the node. */
export const arcLifecycle: Lifecycle<ArcSpec, ArcLimit, (typeof parts)[number]> = {
  kind: "arc",
  parts,
  schema: arcSchema,
  id: () => "zfs_arc_max",
  find: ({ arc }) => (arc.settings.length === 0 && !arc.isBeingRemoved ? undefined : arc),
  observe: (live, spec) => ({
    running: live.running ?? null,
    boot:
      live.settings.length === 0
        ? null
        : (live.settings.find((setting) => setting.bytes !== spec.boot)?.bytes ?? spec.boot),
    initramfs: live.staleImages.length === 0 ? "current" : `older: ${live.staleImages.join(", ")}`,
  }),
  refuse: ({ spec, inspection }) => [
    ...foreignSettings(spec, inspection.arc),
    ...ignoredLimit(spec, inspection),
  ],
  async converge({ spec, inspection: { arc }, context: { host } }) {
    const isSet = arc.settings.length > 0 && arc.settings.every(({ bytes }) => bytes === spec.boot);
    if (!isSet) {
      const content = arcFileContent(spec.boot);
      await writeFile(host.shell, {
        ...{ path: arcFile, content, owner: "root", group: "root", mode: "0644" },
      });
    }
    if (!isSet || arc.staleImages.length > 0) await updateImages(host.shell);
    if (arc.isBeingRemoved) await host.shell.run(["rm", "-f", removedArcFile]);
    if (arc.running === undefined) await host.shell.run(["modprobe", "zfs"]);
    if (arc.running !== spec.running) {
      const parameter = "/sys/module/zfs/parameters/zfs_arc_max";
      await host.shell.run(["tee", parameter], { stdin: `${spec.running}\n` });
    }
  },
  async remove({ live, known, context: { host } }) {
    const isThere = live.settings.some(isOurs);
    if (known?.["created"] !== true || !(isThere || live.isBeingRemoved)) return;
    if (isThere) await host.shell.run(["mv", arcFile, removedArcFile]);
    await updateImages(host.shell);
    await host.shell.run(["rm", "-f", removedArcFile]);
    console.log(
      `arc: ${arcFile} is removed; zfs_arc_max stays ${live.running} until the node is restarted`,
    );
  },
};

const isOurs = ({ file }: { readonly file: string }) => file === arcFile;

/** pve-docs, "Limit ZFS Memory Usage": the module is loaded before the root file system is there. */
async function updateImages(shell: Shell): Promise<void> {
  await shell.run(["update-initramfs", "-u", "-k", "all"]);
}

/** What others tell the module is theirs; which of two settings counts is a matter of their files' names. */
function foreignSettings(spec: ArcSpec, arc: ArcLimit): Refusal[] {
  return arc.settings
    .filter((setting) => !isOurs(setting) && setting.bytes !== spec.boot)
    .map(({ file, bytes }) => ({
      property: "boot",
      reason:
        `arc: ${file} sets zfs_arc_max to ${bytes} already, declared is ${spec.boot}. ` +
        (file === "/proc/cmdline"
          ? "Take zfs.zfs_arc_max off the kernel's command line and restart the node, "
          : `Remove it from ${file}, `) +
        `or declare the same size in zfs.arc_max_gb; Phoenix edits its own file only.`,
    }));
}

/**
 * ZFS takes such a limit without a word and ignores it (arc_tuning_update in module/zfs/arc.c): it wants more than
 * the least size of the cache, which is 1/32 of the memory unless zfs_arc_min says otherwise.
 */
function ignoredLimit(
  spec: ArcSpec,
  { arc, memoryBytes }: Inspected<"arc" | "memoryBytes">,
): Refusal[] {
  const least = arc.minimum > 0 ? arc.minimum : Math.floor(memoryBytes / 32);
  const limit = Math.min(spec.running, spec.boot);
  if (Math.max(spec.running, spec.boot) >= memoryBytes) {
    return ignored(spec, `the node has ${memoryBytes} bytes of memory, and the limit must be less`);
  }
  if (limit > least) return [];
  return ignored(
    spec,
    `the least size of the cache is ${least}; declare more, or set zfs_arc_min to less on the node`,
  );
}

function ignored(spec: ArcSpec, why: string): Refusal[] {
  return [{ property: "running", reason: `arc: ZFS ignores a limit of ${spec.running}: ${why}.` }];
}
