import { parseExports, type Export } from "../host/exports-file";
import { exportsFile, pendingExports, type Nfs } from "../host/nfs";
import { installPackages } from "../host/packages";
import { exactMode } from "../host/paths";
import type { Shell } from "../host/ssh";
import { startUnits } from "../host/units";
import { writeFile } from "../host/write-file";

/** Brings the server's package onto the node, and has it started now and with the node. */
export async function installServer(shell: Shell, nfs: Nfs): Promise<void> {
  if (!nfs.isInstalled) await installPackages(shell, ["nfs-kernel-server"]);
  await startUnits(shell, ["nfs-server.service"]);
}

/** Makes a folder, or gives one that is there its owner and mode. */
export async function makeDirectory(
  shell: Shell,
  path: string,
  { owner, mode }: { readonly owner?: string | undefined; readonly mode?: string | undefined },
  isThere: boolean,
): Promise<void> {
  if (!isThere) await shell.run(["mkdir", "-p", path]);
  if (owner !== undefined) await shell.run(["chown", owner, path]);
  if (mode !== undefined) await shell.run(["chmod", exactMode(mode), path]);
}

/**
 * Writes our file, where lines are given, and has it exported. exportfs ends with 0 although a client was not found,
 * and with 1 because of other people's lines, so that only reading back tells: where something of ours is missing
 * then, the file becomes again what it was.
 *
 * @param missing names what is still not as declared, given what is exported
 */
export async function publish(
  shell: Shell,
  before: Nfs,
  lines: readonly Export[] | undefined,
  missing: (exported: readonly Export[]) => readonly string[],
): Promise<void> {
  if (lines !== undefined) {
    await shell.run(["mkdir", "-p", "/etc/exports.d"]);
    await shell.run(["touch", pendingExports]);
    await putFile(shell, formatFile(lines));
  }
  const said = await exportAll(shell);
  const lacks = missing(parseExports(await shell.run(["exportfs", "-s"], { reads: true })));
  if (lacks.length > 0 && lines !== undefined) {
    await putFile(shell, before.ownText);
    await exportAll(shell);
  }
  if (lines !== undefined || before.isUnfinished) await shell.run(["rm", "-f", pendingExports]);
  if (lacks.length === 0) return;
  const undone = lines === undefined ? "" : ` ${exportsFile} is what it was before.`;
  throw new Error(
    `nfsexports: not exported as declared: ${lacks.join(", ")}.${undone}\nexportfs -ra: ${said.trim() || "said nothing"}`,
  );
}

async function exportAll(shell: Shell): Promise<string> {
  return shell.run(["bash", "-c", "exportfs -ra 2>&1 || true"]);
}

async function putFile(shell: Shell, content: string | undefined): Promise<void> {
  if (content === undefined) {
    await shell.run(["rm", "-f", exportsFile]);
    return;
  }
  await writeFile(shell, {
    ...{ path: exportsFile, content, owner: "root", group: "root", mode: "0644" },
  });
}

/** Nothing for no lines: a file of ours is there as long as it says something. */
function formatFile(lines: readonly Export[]): string | undefined {
  if (lines.length === 0) return undefined;
  const paths = [...new Set(lines.map(({ path }) => path))].sort();
  const rows = paths.map((path) => {
    const clients = lines
      .filter((line) => line.path === path)
      // exportfs asks for an option in words where there is none.
      .map(
        ({ client, options }) => `${client}(${options.length > 0 ? options.join(",") : "sync"})`,
      );
    return `${path} ${clients.sort().join(" ")}\n`;
  });
  return `# Written by Phoenix: nfs.exports. What is changed here by hand is overwritten.\n${rows.join("")}`;
}
