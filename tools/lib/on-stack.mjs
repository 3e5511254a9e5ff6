import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./checkout.mjs";
import { pulumi } from "./pulumi.mjs";
import { main, setUp } from "./setup.mjs";

/**
 * Runs a tool in TypeScript with the selected stack's name and the words of the command line; its exit code is ours, and
 * 1 where it was killed. What it needs is done `before`.
 */
export function onStack(tool, before = () => undefined) {
  main(async () => {
    const env = pulumiEnvironment(await setUp());
    before(env);
    const stack = pulumi(["stack", "--show-name"], env).trim();
    const result = spawnSync(
      process.execPath,
      [...typescript, path.join(root, tool), stack, ...process.argv.slice(2)],
      { cwd: root, env, stdio: "inherit" },
    );
    return result.status ?? 1;
  });
}

/** What a tool in TypeScript prints; undefined where it fails, which it has said then. */
export function runTool(argv, env) {
  const { status, stdout } = spawnSync(process.execPath, [...typescript, ...argv], {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return status === 0 ? stdout : undefined;
}
