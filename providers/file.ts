import { createHash } from "node:crypto";
import { z } from "zod";
import { sameMode, type PathFacts } from "../host/paths";
import { writeFile } from "../host/write-file";
import type { Lifecycle, Refusal } from "./lifecycle";
import { mode, userAndGroup, writablePath } from "./shapes";

/** Files that other kinds write. */
const taken = [
  "/etc/modprobe.d/phoenix-zfs.conf",
  "/etc/modprobe.d/phoenix-nvidia.conf",
  "/etc/modules-load.d/phoenix-nvidia.conf",
  "/etc/systemd/system/phoenix-nvidia.service",
  "/etc/initramfs-tools/scripts/init-top/phoenix-vfio",
  "/etc/modules-load.d/phoenix-vfio.conf",
  "/etc/default/grub.d/phoenix.cfg",
  "/etc/exports.d/phoenix.exports",
  "/etc/exports.d/zfs.exports",
  "/etc/samba/phoenix.conf",
  "/etc/chrony/sources.d/phoenix.sources",
  "/etc/hostname",
  "/etc/localtime",
  "/etc/timezone",
];

/** A file of the node that no other kind covers. */
const fileSchema = z.strictObject({
  path: writablePath.refine(
    (path) => !taken.includes(path) && !path.startsWith("/etc/sudoers.d/phoenix-"),
    "is written by another kind of resource",
  ),
  content: z.string(),
  /** SHA-256 of the content in hexadecimal, which is what is compared. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal"),
  owner: userAndGroup,
  mode,
});

export type FileSpec = z.infer<typeof fileSchema>;

const parts = ["paths"] as const;

/** A file as a whole; the folder that it lies in is somebody else's. */
export const fileLifecycle: Lifecycle<FileSpec, PathFacts, (typeof parts)[number]> = {
  kind: "file",
  parts,
  schema: fileSchema.refine(({ content, sha256 }) => sha256Of(content) === sha256, {
    path: ["sha256"],
    message: "is not the content's",
  }),
  id: (spec) => spec.path,
  paths: (spec) => [spec.path, folderOf(spec)],
  find: ({ paths }, spec) => paths.get(spec.path),
  observe: (live, spec) => ({
    sha256: live.sha256 ?? null,
    owner: `${live.owner}:${live.group}`,
    mode: sameMode(live.mode, spec.mode) ? spec.mode : live.mode,
  }),
  refuse({ spec, live, inspection: { paths } }) {
    if (live !== undefined && live.type !== "regular file") {
      return refusal(spec, `is a ${live.type} on the node, and only a regular file is replaced`);
    }
    const folder = folderOf(spec);
    const type = paths.get(folder)?.type;
    if (live !== undefined || type === "directory" || type === "symbolic link") return [];
    return refusal(spec, `cannot be written: the folder ${folder} is not there`);
  },
  async converge({ spec, live, context: { host } }) {
    const { path, content } = spec;
    if (live?.sha256 === spec.sha256) {
      await host.shell.run(["chown", spec.owner, path]);
      // After chown, which takes setuid and setgid away.
      await host.shell.run(["chmod", spec.mode, path]);
      return;
    }
    const [owner = "", group = ""] = spec.owner.split(":");
    await writeFile(host.shell, { path, content, owner, group, mode: spec.mode });
  },
  async remove({ spec, live, known, context: { host } }) {
    if (known?.["created"] !== true || live.type !== "regular file") return;
    // A refresh takes the live sum into state, but never a content.
    if (live.sha256 !== sha256Of(spec.content)) {
      console.log(`file ${spec.path}: stays, because somebody has changed it`);
      return;
    }
    await host.shell.run(["rm", "-f", spec.path]);
  },
};

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256Of(content: string): string {
  return createHash("sha256").update(content, "utf8").digest("hex");
}

function folderOf({ path }: FileSpec): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function refusal({ path }: FileSpec, reason: string): Refusal[] {
  return [{ property: "path", reason: `file ${path}: ${reason}.` }];
}
