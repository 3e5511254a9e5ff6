import { spawnSync } from "node:child_process";
import path from "node:path";
import { pulumiEnvironment, root, typescript } from "./lib/checkout.mjs";
import { startHost } from "./lib/embedded-host.mjs";
import { selectStack, up } from "./lib/pulumi.mjs";
import { main, say, setUp } from "./lib/setup.mjs";

const hints = `
Break it     npm run host -- pct set 950 --memory 1024
Preview it   source .phoenix/env && pulumi preview --diff
Heal it      pulumi up
`;

main(async () => {
  const started = Date.now();
  const env = pulumiEnvironment(await setUp());
  if (await startHost()) say("The embedded Proxmox VE host is up.");
  selectStack("dev", env);
  say("Bringing the reference inventory up …");
  const { code, changes } = await up(env, []);
  if (code !== 0) return code;
  spawnSync(process.execPath, [...typescript, path.join(root, "tools/picture.ts")], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(
    changes === 0
      ? `Nothing had to change (${seconds} s).`
      : `${changes} changes made (${seconds} s).`,
  );
  say(hints.trimEnd());
  return 0;
});
