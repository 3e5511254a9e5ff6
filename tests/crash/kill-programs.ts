import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

/** Has tests/program/crash.test.ts kill the real CLI so often; returns how many kills were survived. */
export function killPrograms(kills: number, seed: number): number {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-kills-"));
  const report = path.join(directory, "kills.json");
  const env = {
    ...process.env,
    PHOENIX_SEED: String(seed),
    PHOENIX_KILLS: String(kills),
    PHOENIX_KILLS_REPORT: report,
  };
  spawnSync(process.execPath, [path.join(root, "tools/test.mjs"), "tests/program/crash.test.ts"], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  try {
    if (!fs.existsSync(report)) return 0;
    return (JSON.parse(fs.readFileSync(report, "utf8")) as { survived: number }).survived;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
