import fs from "node:fs";
import path from "node:path";
import { confirmed } from "./lib/confirmed.mjs";
import { pulumiEnvironment, root } from "./lib/checkout.mjs";
import { refuseCommandStandIn } from "./lib/command-plugin.mjs";
import { preview, pulumi, up } from "./lib/pulumi.mjs";
import { runTool } from "./lib/on-stack.mjs";
import { targetsOf } from "./lib/targets.mjs";
import { main, say, setUp } from "./lib/setup.mjs";

/** `npm run new -- NAME --from LAYER …` and `--remove NAME`: a guest for a while, in the overlay of the stack. */
main(async () => {
  const words = process.argv.slice(2);
  const isSure = words.includes("--yes");
  const env = pulumiEnvironment(await setUp());
  const stack = pulumi(["stack", "--show-name"], env).trim();
  const result = runTool(["tools/new.ts", stack, ...words.filter((word) => word !== "--yes")], env);
  if (result === undefined) return 1;
  const { vmid, file, before } = JSON.parse(result);
  const undo = () => (before === null ? fs.rmSync(file) : fs.writeFileSync(file, before));
  const isRemoved = words.includes("--remove");
  const place = path.relative(root, file);
  say(isRemoved ? `Guest ${vmid} is out of ${place}.` : `Guest ${vmid} is in ${place}.`);
  const targets = isRemoved
    ? [`**::guest-${vmid}`, `**::guest-${vmid}-*`]
    : targetsOf(stack, [String(vmid)], env);
  const options = (targets ?? []).flatMap((target) => ["--target", target]);
  refuseCommandStandIn(env, options);
  if (targets === undefined || (await preview(env, options)) !== 0) {
    undo();
    say(`Nothing is changed: ${place} is as it was.`);
    return 1;
  }
  if (!isSure && !process.stdin.isTTY) {
    say(`Go on with: npm run up${isRemoved ? "" : ` -- ${vmid}`}`);
    return 0;
  }
  if (!isSure && !(await confirmed("Do it?"))) {
    undo();
    say(`Nothing is changed: ${place} is as it was.`);
    return 1;
  }
  return (await up(env, options)).code;
});
