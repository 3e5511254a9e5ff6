import type { ExecResult, Files } from "../contract";
import { ProgramError } from "../contract";
import type { ProgramIo } from "../shell/program";
import type { Stanza } from "./dpkg";
import { readStatus, writeStatus } from "./dpkg";

const frontendLock = "/var/lib/dpkg/lock-frontend";
const journal = "/var/lib/dpkg/updates";

/**
 * The process that holds dpkg's lock. Only one program runs here at a time, so that another one's lock is told by the
 * lock's file, which is empty on a real host: `4711 (unattended-upgr)`.
 */
function holder(files: Files): string | undefined {
  return files.readText(frontendLock)?.trim() || undefined;
}

/** Refuses as apt-get does while another process changes packages, or after one that changed them has died. */
export function checkApt(files: Files): void {
  const other = holder(files);
  if (other !== undefined) {
    throw new ProgramError(
      `E: Could not get lock ${frontendLock}. It is held by process ${other}\n` +
        "N: Be aware that removing the lock file is not a solution and may break your system.\n" +
        `E: Unable to acquire the dpkg frontend lock (${frontendLock}), is another process using it?`,
      100,
    );
  }
  if (interrupted(files).length > 0) {
    throw new ProgramError(
      "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ",
      100,
    );
  }
}

/** `dpkg --configure -a`: ends what a killed dpkg has begun, but not what it was unpacking. */
export function configureAll(io: ProgramIo): Partial<ExecResult> {
  const other = holder(io.files);
  if (other !== undefined) {
    throw new ProgramError(
      `dpkg: error: dpkg frontend lock was locked by another process with pid ${other.split(" ")[0] ?? ""}\n` +
        "Note: removing the lock file is always wrong, can damage the locked area\n" +
        "and the entire system. See <https://wiki.debian.org/Teams/Dpkg/FAQ#db-lock>.",
      2,
    );
  }
  const stanzas = readStatus(io.files);
  const torn = tornIn(stanzas);
  const open = stanzas.filter(({ fields }) =>
    / ok (unpacked|half-configured|triggers-awaited|triggers-pending)$/.test(
      fields.get("Status") ?? "",
    ),
  );
  const pieces = interrupted(io.files);
  const refused = refusal(torn);
  if (open.length === 0 && pieces.length === 0) return refused;
  for (const name of pieces) io.files.remove(`${journal}/${name}`);
  writeStatus(
    io.files,
    stanzas.map((each) =>
      open.includes(each)
        ? { ...each, fields: new Map(each.fields).set("Status", "install ok installed") }
        : each,
    ),
  );
  io.record();
  const stdout = open
    .map(({ name, fields }) => `Setting up ${name} (${fields.get("Version") ?? ""}) ...\n`)
    .join("");
  return { ...refused, stdout };
}

/** Refuses as apt-get does at its end, while there is something that has to be installed anew and is not named for it. */
export function checkTorn(stanzas: readonly Stanza[], reinstalled: readonly string[]): void {
  const left = tornIn(stanzas).filter(({ name }) => !reinstalled.includes(name));
  if (left.length === 0) return;
  const { stderr = "" } = refusal(left);
  throw new ProgramError(`${stderr}E: Sub-process /usr/bin/dpkg returned an error code (1)`, 100);
}

/** Those that dpkg was killed at while it unpacked them, and cannot configure. */
function tornIn(stanzas: readonly Stanza[]): Stanza[] {
  return stanzas.filter(({ fields }) =>
    / reinstreq (unpacked|half-configured)$/.test(fields.get("Status") ?? ""),
  );
}

function refusal(torn: readonly Stanza[]): Partial<ExecResult> {
  if (torn.length === 0) return {};
  const each = torn.map(
    ({ name }) =>
      `dpkg: error processing package ${name} (--configure):\n package is in a very bad inconsistent state; you should\n` +
      " reinstall it before attempting configuration\n",
  );
  const names = torn.map(({ name }) => ` ${name}\n`);
  return {
    stderr: `${each.join("")}Errors were encountered while processing:\n${names.join("")}`,
    exitCode: 1,
  };
}

/** What dpkg had written and not yet taken into its database; apt looks for the same (pkgDebSystem::CheckUpdates). */
function interrupted(files: Files): string[] {
  return files.list(journal).filter((name) => /^\d+$/.test(name));
}
