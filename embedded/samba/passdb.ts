import type { MountedFiles } from "../files/mounted-files";
import { md4 } from "./md4";

/** A user of Samba's database. */
export interface PassdbUser {
  readonly name: string;
  readonly uid: number;
  readonly rid: number;
  /** The NT hash in upper-case hexadecimal; undefined for no password. */
  readonly hash: string | undefined;
  readonly isDisabled: boolean;
  /** When the password was set, in seconds. */
  readonly set: number;
}

/** Where Debian's Samba keeps it; what is in it is a database of its own, which only Samba's programs read. */
const path = "/var/lib/samba/private/passdb.tdb";

export function readPassdb(files: MountedFiles): PassdbUser[] {
  return JSON.parse(files.readText(path) ?? "[]") as PassdbUser[];
}

export function writePassdb(files: MountedFiles, users: readonly PassdbUser[]): void {
  files.mkdir("/var/lib/samba/private", { mode: 0o700 });
  files.write(path, JSON.stringify(users), { mode: 0o600 });
}

/** Relative ids count from 1000 on. */
export function nextRid(users: readonly PassdbUser[]): number {
  return Math.max(999, ...users.map(({ rid }) => rid)) + 1;
}

/** The hash of a password, given in UTF-8. */
export function ntHashOf(password: string): string {
  return md4(Buffer.from(password, "utf16le"));
}
