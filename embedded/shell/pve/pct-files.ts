import type { ExecResult, GuestView } from "../../contract";
import { ProgramError } from "../../contract";
import { FileError, strerror } from "../../files/file-error";
import { parentPath } from "../../files/paths";
import { groupId, userId } from "../accounts";
import { note } from "../install";
import type { ProgramIo } from "../program";
import { text, type Params } from "./pve-client";

/** `pct push`: a failure only shows on stderr, the exit code is 0 all the same. */
export function push(
  guests: GuestView,
  vmid: number,
  [source = "", target = ""]: readonly string[],
  options: Params,
  io: ProgramIo,
): Partial<ExecResult> {
  if (!guests.running(vmid)) throw new ProgramError("can only push files to a running CT", 255);
  const files = guests.files(vmid);
  const perms = options["perms"];
  const mode = perms === undefined ? 0o644 : octal(perms);
  if (mode === undefined) return { stderr: `invalid mode: '0${text(perms).replace(/^0/, "")}'\n` };
  const user = text(options["user"] ?? "root");
  const group = text(options["group"] ?? "root");
  const uid = userId(files, user);
  if (uid === undefined) return { stderr: `failed to get uid for: ${user}\n` };
  const gid = groupId(files, group);
  if (gid === undefined) return { stderr: `failed to get gid for: ${group}\n` };
  const content = io.files.read(io.path(source));
  if (!content) return { stderr: `failed to open ${source} for reading\n` };
  if (files.stat(parentPath(target))?.type !== "directory") {
    return { stderr: `failed to create file: ${target}: No such file or directory\n` };
  }
  try {
    files.write(target, content, { mode, uid, gid });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { stderr: `failed to create file: ${target}: ${strerror(error.code)}\n` };
  }
  io.record();
  return {};
}

/** `pct pull`. */
export function pull(
  guests: GuestView,
  vmid: number,
  [source = "", target = ""]: readonly string[],
  options: Params,
  io: ProgramIo,
): Partial<ExecResult> {
  if (!guests.running(vmid)) {
    const where = "at /usr/share/perl5/PVE/CLI/pct.pm line 664.";
    throw new ProgramError(`can only pull files from a running VM ${where}`, 255);
  }
  const files = guests.files(vmid);
  const stat = files.stat(source);
  if (!stat) return { stderr: `failed to open ${source}: No such file or directory\n` };
  if (stat.type === "directory") return {};
  const mode = options["perms"] === undefined ? 0o644 : (octal(options["perms"]) ?? 0o644);
  io.files.write(io.path(target), files.readText(source) ?? "", { mode });
  note(io, io.path(target));
  return {};
}

function octal(value: Params[string]): number | undefined {
  const digits = text(value);
  return /^0?[0-7]{1,4}$/.test(digits) ? parseInt(digits, 8) : undefined;
}
