import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { crossCheck } from "../config/cross";
import { formatDiagnostics, hasErrors, loadConfig } from "../config/load";
import type { PhoenixConfig } from "../config/types";
import { UserError } from "../host/errors";
import { openHost } from "../host/host";
import { withSecrets } from "../host/secret-references";
import { readSettings, type GetSetting } from "../host/settings";
import { newEntry } from "./new/entry";
import { Overlay } from "./new/overlay";
import { readRequest } from "./new/request";
import { connection } from "./lib/stack";

/**
 * Writes a guest into the overlay of a stack, or takes it out, once the configuration is right with it. Prints as JSON
 * which guest it is, the overlay's file, and what that held before.
 */
async function change([stack = "", ...words]: string[]): Promise<void> {
  const request = readRequest(words);
  const get = connection(stack);
  const directory = path.resolve(get("config") ?? "config");
  const overlay = new Overlay(directory, stack);
  let vmid: number;
  if ("remove" in request) vmid = overlay.remove(request.remove);
  else {
    const config = check(directory, stack);
    const made = newEntry(config, request, await usedNumbers(get), new Date());
    vmid = made.vmid;
    overlay.add(vmid, made.entry);
  }
  checkText(directory, overlay);
  overlay.write();
  const { file, before } = overlay;
  process.stdout.write(JSON.stringify({ vmid, file, before: before ?? null }));
}

async function usedNumbers(get: GetSetting): Promise<ReadonlySet<number>> {
  const host = openHost(readSettings(await withSecrets(get)));
  try {
    const { containers, virtualMachines } = await host.inspect(["containers", "virtualMachines"]);
    return new Set([...containers.keys(), ...virtualMachines.keys()]);
  } finally {
    await host.close();
  }
}

/** The configuration with an overlay that is not written yet. */
function checkText(directory: string, overlay: Overlay): void {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-new-"));
  try {
    const file = path.join(place, "overlay.json");
    fs.writeFileSync(file, overlay.text, { mode: 0o600 });
    check(directory, undefined, file);
  } catch (error) {
    const [shown, mine] = [
      path.relative(process.cwd(), overlay.file),
      path.join(place, "overlay.json"),
    ];
    throw new UserError((error as Error).message.replaceAll(mine, shown));
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}

function check(directory: string, stack?: string, overlay?: string): PhoenixConfig {
  const { config, declaration, diagnostics } = loadConfig({
    directory,
    ...(stack !== undefined && { stack }),
    ...(overlay !== undefined && { overlay }),
  });
  const errors = [...diagnostics, ...crossCheck(declaration)].filter(
    ({ severity }) => severity === "error",
  );
  if (config !== undefined && !hasErrors(errors)) return config;
  throw new UserError(`Nothing is changed, because of:\n${formatDiagnostics(errors)}`);
}

change(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
