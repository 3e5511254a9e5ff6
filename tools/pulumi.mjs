import { refuseCommandStandIn } from "./lib/command-plugin.mjs";
import { pulumiEnvironment } from "./lib/checkout.mjs";
import { preview, pulumi, up } from "./lib/pulumi.mjs";
import { main, setUp } from "./lib/setup.mjs";
import { targetsOf } from "./lib/targets.mjs";

/** `npm run up|preview [-- GUEST… [PULUMI OPTION…]]`: Pulumi's own command, for all or for some guests. */
main(async () => {
  const [command, ...rest] = process.argv.slice(2);
  const at = rest.findIndex((word) => word.startsWith("-"));
  const guests = at < 0 ? rest : rest.slice(0, at);
  const options = at < 0 ? [] : rest.slice(at);
  const env = pulumiEnvironment(await setUp());
  refuseCommandStandIn(env, options);
  const targets =
    guests.length === 0 ? [] : targetsOf(pulumi(["stack", "--show-name"], env).trim(), guests, env);
  if (targets === undefined) return 1;
  const args = [...targets.flatMap((target) => ["--target", target]), ...options];
  return command === "preview" ? preview(env, args) : (await up(env, args)).code;
});
