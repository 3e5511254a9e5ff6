/** The errno names a file operation can fail with. */
export type Errno =
  | "ENOENT"
  | "EEXIST"
  | "ENOTDIR"
  | "EISDIR"
  | "ENOTEMPTY"
  | "ELOOP"
  | "EINVAL"
  | "EBUSY"
  | "EXDEV"
  | "ENODEV"
  | "EPERM"
  | "EROFS";

/** A refused file operation, in the form that Node's own file errors have and the shell expects. */
export class FileError extends Error {
  constructor(
    readonly code: Errno,
    readonly operation: string,
    readonly path: string,
  ) {
    super(`${code}: ${texts[code].toLowerCase()}, ${operation} '${path}'`);
  }
}

/** What strerror(3) says. */
export function strerror(code: Errno): string {
  return texts[code];
}

const texts: Record<Errno, string> = {
  ENOENT: "No such file or directory",
  EEXIST: "File exists",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  ENOTEMPTY: "Directory not empty",
  ELOOP: "Too many levels of symbolic links",
  EINVAL: "Invalid argument",
  EBUSY: "Device or resource busy",
  EXDEV: "Invalid cross-device link",
  EPERM: "Operation not permitted",
  ENODEV: "No such device",
  EROFS: "Read-only file system",
};
