import { pulumiEnvironment } from "./lib/checkout.mjs";
import { refuseCommandStandIn } from "./lib/command-plugin.mjs";
import { confirmed } from "./lib/confirmed.mjs";
import { pulumi, up } from "./lib/pulumi.mjs";
import { runTool } from "./lib/on-stack.mjs";
import { targetsOf } from "./lib/targets.mjs";
import { main, say, setUp } from "./lib/setup.mjs";

/** `npm run rebuild -- GUEST… [--yes]`: destroys guests and the outdated layers below them, and makes them anew. */
main(async () => {
  const words = process.argv.slice(2);
  const guests = words.filter((word) => word !== "--yes");
  const env = pulumiEnvironment(await setUp());
  const stack = pulumi(["stack", "--show-name"], env).trim();
  const plan = runTool(["tools/rebuild.ts", stack, "plan", ...guests], env);
  if (plan === undefined) return 1;
  const vmids = JSON.parse(plan).map(String);
  refuseCommandStandIn(env, []);
  if (!words.includes("--yes") && !(await confirmed("Do it?"))) {
    say("Nothing is changed.");
    return 1;
  }
  // Before anything is destroyed: what cannot be made again is not.
  const targets = targetsOf(stack, vmids, env);
  if (targets === undefined) return 1;
  if (runTool(["tools/rebuild.ts", stack, "destroy", ...vmids], env) === undefined) return 1;
  return (
    await up(
      env,
      targets.flatMap((target) => ["--target", target]),
    )
  ).code;
});
