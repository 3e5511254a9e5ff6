import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./lib/checkout.mjs";
import { main, setUp } from "./lib/setup.mjs";

/** `npm run bench [-- --guests N,… --delays MS,… --rounds N --no-clones --write]`: what runs cost; docs/ gets it with --write, and where there are no options. */
main(async () => {
  const env = pulumiEnvironment(await setUp());
  const { status } = spawnSync(
    process.execPath,
    [...typescript, path.join(root, "tools/bench/main.ts"), ...process.argv.slice(2)],
    { cwd: root, env, stdio: "inherit" },
  );
  return status ?? 1;
});
