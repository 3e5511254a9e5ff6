import { text } from "./text";

/** An absolute path without `..`, blanks and characters that a shell reads. */
export const absolutePath = text(
  "an absolute path (letters, digits and . _ @ : + - after each /, no ..)",
  /^(?!.*(?:^|\/)\.\.(?:\/|$))\/[A-Za-z0-9._@:+\-/]*$/,
);

/** An absolute or a relative path, for fields in which the original's files hold both. */
export const anyPath = text(
  "a path (letters, digits and . _ @ : + - between slashes, no ..)",
  /^(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9_./][A-Za-z0-9._@:+\-/]*$/,
);

/** Permissions of a file or folder, as chmod(1) takes them. */
export const fileMode = text("permissions in octal digits such as 0755", /^[0-7]{3,4}$/);

/** A block device, best by its stable name below /dev/disk/by-id. */
export const diskPath = text(
  "a device below /dev (best /dev/disk/by-id/…)",
  /^\/dev\/(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._:+\-/]*$/,
);

/**
 * An OS template: a file name, a path that ends with one, or a PVE volume `storage:vztmpl/file`.
 * PVE takes .tar.gz, .tar.xz, .tar.zst and .tar.bz2 (PVE::Storage::Plugin, vztmpl).
 */
export const templateFile = text(
  "an OS template: a file name, a path or storage:vztmpl/file that ends with .tar.zst, .tar.xz, .tar.gz or .tar.bz2",
  /^(?!.*\.\.)(?:[A-Za-z][A-Za-z0-9\-_.]*:vztmpl\/|\/(?:[A-Za-z0-9._@+-]+\/)*)?[A-Za-z0-9][A-Za-z0-9._+-]*\.tar(?:\.(?:zst|xz|gz|bz2))?$/,
);

/** An http or https address without quotes, blanks and characters that a shell reads. */
export const url = text(
  "an http or https URL without blanks and quotes",
  /^https?:\/\/[A-Za-z0-9\-._~:/?#@!*+,=%&[\]]+$/,
);
