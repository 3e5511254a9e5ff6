import { runTool } from "./on-stack.mjs";
import { pulumi } from "./pulumi.mjs";

/** What Pulumi has to be pointed at for some guests of a stack and what they stand on; undefined where that is refused. */
export function targetsOf(stack, guests, env) {
  const settings = JSON.parse(pulumi(["config", "--stack", stack, "--json"], env));
  const directory = settings["phoenix:config"]?.value ?? "config";
  return runTool(["tools/targets.ts", stack, directory, ...guests], env)
    ?.split("\n")
    .filter(Boolean);
}
