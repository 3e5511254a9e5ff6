import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./lib/checkout.mjs";
import { main, setUp } from "./lib/setup.mjs";

/** Makes the program's own access to a host, and records it in a stack: see `--help`. */
main(async () => {
  const words = process.argv.slice(2);
  const isHelp = words.length === 0 || words.includes("--help");
  const env = isHelp ? process.env : pulumiEnvironment(await setUp());
  const result = spawnSync(
    process.execPath,
    [...typescript, path.join(root, "tools/make-access.ts"), ...words],
    { cwd: root, env, stdio: "inherit" },
  );
  return result.status ?? 1;
});
