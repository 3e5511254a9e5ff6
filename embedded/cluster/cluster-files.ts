import type { FileAttributes } from "../contract";
import { FileError } from "../files/file-error";
import { MountedFiles } from "../files/mounted-files";
import { normalizePath } from "../files/paths";

/**
 * The node's files, of which those below /etc/pve are pmxcfs's: whoever writes them, they belong to root and www-data,
 * and nobody else reads what is private; other owners and permissions are refused (pmxcfs.c, cfs_fuse_chmod).
 */
export class ClusterFiles extends MountedFiles {
  override write(path: string, content: string | Uint8Array, attributes?: FileAttributes): void {
    super.write(path, content, attributesOf(path) ?? attributes);
  }

  override change(
    path: string,
    attributes: FileAttributes & { readonly mtime?: number },
    follow = true,
  ): void {
    const fixed = this.lstat(path)?.type === "file" ? attributesOf(path) : undefined;
    const { mode, uid, gid } = attributes;
    const isOther = (wanted: number | undefined, has: number | undefined) =>
      wanted !== undefined && wanted !== has;
    if (
      fixed !== undefined &&
      (isOther(mode, fixed.mode) || isOther(uid, fixed.uid) || isOther(gid, fixed.gid))
    ) {
      throw new FileError("EPERM", "chmod", path);
    }
    super.change(path, attributes, follow);
  }

  override rename(from: string, to: string): void {
    super.rename(from, to);
    const fixed = this.lstat(to)?.type === "file" ? attributesOf(to) : undefined;
    if (fixed !== undefined) super.change(to, fixed, false);
  }
}

function attributesOf(path: string): FileAttributes | undefined {
  const wanted = normalizePath(path);
  if (!wanted.startsWith("/etc/pve/")) return undefined;
  const isPrivate = /^\/etc\/pve\/(?:nodes\/[^/]+\/)?priv\//.test(wanted);
  return { mode: isPrivate ? 0o600 : 0o640, uid: 0, gid: 33 };
}
