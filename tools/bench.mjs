import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./lib/checkout.mjs";
import { main, setUp } from "./lib/setup.mjs";

/** `npm run bench [-- --guests N,… --delays MS,… --rounds N --no-clones]`: what runs cost; written into docs/ where it is told nothing. */
main(async () => {
  const env = pulumiEnvironment(await setUp());
  const { status } = spawnSync(
    process.execPath,
    [...typescript, path.join(root, "tools/bench/main.ts"), ...process.argv.slice(2)],
    { cwd: root, env, stdio: "inherit" },
  );
  return status ?? 1;
});
