import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./lib/checkout.mjs";
import { pulumi } from "./lib/pulumi.mjs";
import { main, setUp } from "./lib/setup.mjs";

/** `npm run health [-- GUEST…]`: makes the checks of all or some guests once, and prints what they say. */
main(async () => {
  const env = pulumiEnvironment(await setUp());
  const stack = pulumi(["stack", "--show-name"], env).trim();
  const result = spawnSync(
    process.execPath,
    [...typescript, path.join(root, "tools/health.ts"), stack, ...process.argv.slice(2)],
    { cwd: root, env, stdio: "inherit" },
  );
  return result.status ?? 2;
});
