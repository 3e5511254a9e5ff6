import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export const root = path.resolve(__dirname, "../..");

/** The version that tests agree on; its checksum is in the checksum database that Go asks. */
const actionlintVersion = "1.7.12";

/** A program that a test needs, or why it cannot be had. */
export type Found = { readonly program: string } | { readonly reason: string };

/** A program on PATH. */
export function onPath(program: string): Found {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error === undefined ? { program } : { reason: `there is no ${program}` };
}

/** actionlint: from the cache of this user, or built into it with Go. */
export function actionlint(): Found {
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache");
  const directory = path.join(cache, "phoenix", `actionlint-${actionlintVersion}`);
  const program = path.join(directory, "actionlint");
  if (fs.existsSync(program)) return { program };
  const { error, status } = spawnSync(
    "go",
    ["install", `github.com/rhysd/actionlint/cmd/actionlint@v${actionlintVersion}`],
    { env: { ...process.env, GOBIN: directory }, stdio: "ignore", timeout: 300_000 },
  );
  if (error !== undefined) return { reason: "there is no Go to build actionlint with" };
  return status === 0 ? { program } : { reason: "actionlint's source cannot be had" };
}

/** `test` where the program was found, otherwise `test.skip` with the reason in the title. */
export function testWith(
  found: Found,
  title: string,
  body: (program: string) => void | Promise<void>,
): void {
  if ("program" in found) test(title, async () => body(found.program));
  else test.skip(`${title} (skipped: ${found.reason})`, () => undefined);
}
