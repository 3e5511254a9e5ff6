import path from "node:path";
import { loadConfig } from "../config/load";
import { crossCheck } from "../config/cross";
import { hasErrors } from "../config/diagnostics";
import { featureSources, guestFeatures } from "../config/guest-features";
import type { PhoenixConfig } from "../config/types";
import { featureSpecs } from "../components/feature-specs";
import { ownContent } from "../components/layer-content";
import { UserError } from "../host/errors";
import { openHost } from "../host/host";
import { withSecrets } from "../host/secret-references";
import { readSettings } from "../host/settings";
import { layerContent } from "../providers/guest/content";
import { guestsNamed } from "./lib/guests-named";
import { connection } from "./lib/stack";
import { ownerOf } from "./lib/owner";
import { planLines, planRebuild } from "./rebuild/plan";

/**
 * With `plan`, prints as JSON which containers have to be made anew for those that are named, and says so in words on
 * standard error; with `destroy`, destroys just these, the topmost first, after it has asked the host once more.
 */
async function rebuild([stack = "", command = "", ...words]: string[]): Promise<void> {
  const get = connection(stack);
  const directory = path.resolve(get("config") ?? "config");
  const { config, declaration } = loadConfig({ directory, stack });
  if (config === undefined || hasErrors(crossCheck(declaration))) {
    throw new UserError("The configuration has mistakes: npm run validate");
  }
  if (words.length === 0) throw new UserError("npm run rebuild -- GUEST… [--yes]");
  const wanted = guestsNamed(config.containers, words);
  const owner = ownerOf(stack);
  const host = openHost(readSettings(await withSecrets(get)));
  try {
    const { containers: live } = await host.inspect(["containers"]);
    const isProtected = get("protect") === "true";
    const { containers } = config;
    const contents = contentsOf(config, owner);
    const plan = planRebuild(wanted, { containers, live, contents, owner, isProtected });
    if (plan.refusals.length > 0) {
      throw new UserError(`Nothing is changed, because\n  ${plan.refusals.join("\n  ")}`);
    }
    if (command === "plan") {
      process.stderr.write(`${planLines(plan.rebuilds).join("\n")}\n`);
      process.stdout.write(JSON.stringify(plan.rebuilds.map(({ config: { vmid } }) => vmid)));
      return;
    }
    for (const {
      config: { vmid },
      live: container,
    } of [...plan.rebuilds].reverse()) {
      const place = `/nodes/${host.node}/lxc/${vmid}`;
      if (container.running)
        await host.finish(await host.api.request("POST", `${place}/status/stop`));
      // Without purge: backup jobs and the like name the number, which will be there again.
      await host.finish(await host.api.request("DELETE", place));
    }
  } finally {
    await host.close();
  }
}

/** What clones of each container hold, as the configuration declares it. */
function contentsOf(config: PhoenixConfig, owner: string): ReadonlyMap<number, string> {
  const byVmid = new Map(config.containers.map((each) => [each.vmid, each]));
  const sources = featureSources(config, (vmid) => byVmid.get(vmid));
  const contents = new Map<number, string>();
  const contentOf = (vmid: number): string | undefined => {
    const known = contents.get(vmid);
    const container = byVmid.get(vmid);
    if (known !== undefined || container === undefined) return known;
    const { downloads } = config.hypervisor;
    const own = ownContent(
      featureSpecs({ vmid, owner }, guestFeatures(container, sources), downloads),
    );
    const { clone_from_ctid: source } = container;
    const content = layerContent(own, source === undefined ? undefined : contentOf(source));
    contents.set(vmid, content);
    return content;
  };
  for (const vmid of byVmid.keys()) contentOf(vmid);
  return contents;
}

rebuild(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
