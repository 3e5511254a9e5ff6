import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The CLI that is built here when no other can be had; pinned in cli/go.mod and held by its go.sum. */
export const cliVersion = "3.250.0";

const here = import.meta.dirname;
const modules = [
  {
    directory: path.join(here, "cli"),
    binary: "pulumi",
    target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${cliVersion}`,
  },
  {
    directory: path.join(here, "language-nodejs"),
    binary: "language-nodejs",
    target: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    ldflags: "-s -w",
  },
];

/**
 * Builds the Pulumi CLI and its Node.js language host from source with Go into `directory`.
 * Safe to interrupt: Go keeps what it has compiled, and a binary appears under its name only when it is whole.
 *
 * @param {string} directory
 * @param {(line: string) => void} say
 */
export async function buildCli(directory, say) {
  fs.mkdirSync(directory, { recursive: true });
  for (const module of modules) {
    const binary = path.join(directory, module.binary);
    if (fs.existsSync(binary)) continue;
    const partial = `${binary}.${process.pid}.partial`;
    await buildModule(module, partial, say);
    fs.renameSync(partial, binary);
  }
}

async function buildModule(module, output, say) {
  const env = { ...process.env, GOFLAGS: "-mod=readonly" };
  const total = countPackages(module, env);
  const started = Date.now();
  let built = 0;
  let tail = [];
  const report = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`  ${module.binary}: ${built} of about ${total} packages compiled, ${seconds} s`);
  }, 15_000);
  const go = spawn(
    "go",
    ["build", "-v", "-trimpath", "-ldflags", module.ldflags, "-o", output, module.target],
    { cwd: module.directory, env, stdio: ["ignore", "ignore", "pipe"] },
  );
  go.stderr.setEncoding("utf8").on("data", (text) => {
    const lines = text.split("\n").filter(Boolean);
    built += lines.filter((line) => !line.includes(" ")).length;
    tail = [...tail, ...lines].slice(-8);
  });
  const code = await new Promise((resolve, reject) => {
    go.once("error", reject);
    go.once("close", resolve);
  }).finally(() => clearInterval(report));
  if (code !== 0) throw new Error(`go build of ${module.binary} failed:\n${tail.join("\n")}`);
}

function countPackages(module, env) {
  const list = spawnSync("go", ["list", "-deps", module.target], {
    cwd: module.directory,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return list.status === 0 ? list.stdout.split("\n").length - 1 : "?";
}
