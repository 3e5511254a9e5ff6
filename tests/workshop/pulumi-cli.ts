import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { root, type Found } from "./programs";

/** The directory of a Pulumi CLI: on PATH, or the project's own copy. It is looked for, not got. */
export function pulumiCli(): Found {
  const reason = process.env["PHOENIX_NO_CLI"];
  if (reason !== undefined) return { reason };
  const finder = path.join(root, "tools/pulumi/cli.mjs");
  const { stdout } = runModule(
    `import { findCli } from ${JSON.stringify(finder)};
     process.stdout.write(JSON.stringify(findCli() ?? null));`,
    process.env,
  );
  const directory = JSON.parse(stdout) as string | null;
  return directory === null ? { reason: "there is no Pulumi CLI" } : { program: directory };
}

/** Runs the text of an ES module, which jest itself cannot load. */
export function runModule(text: string, env: NodeJS.ProcessEnv) {
  const args = ["--input-type=module", "--eval", text];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Runs Pulumi; not synchronously, because servers of the test have to answer meanwhile. */
export function runPulumi(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
