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
import { planLines } from "./rebuild/plan-lines";
import { destroyAll, prepareRebuild } from "./rebuild/run";

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
    const { containers, vms } = config;
    const known = {
      ...{ containers, contents: contentsOf(config, owner), owner },
      isProtected: get("protect") === "true",
    };
    const declared = [...containers, ...vms].flatMap(({ vmid }) => vmid ?? []);
    const plan = await prepareRebuild(host, wanted, known, declared);
    if (command === "plan") {
      process.stderr.write(`${planLines(plan).join("\n")}\n`);
      process.stdout.write(JSON.stringify(plan.rebuilds.map(({ config: { vmid } }) => vmid)));
      return;
    }
    const planned = plan.rebuilds.map(({ config: { vmid } }) => String(vmid));
    if (planned.some((vmid) => !words.includes(vmid))) {
      throw new UserError("What has to be made anew has changed meanwhile. Run it again");
    }
    await destroyAll(host, plan, known, (line) => process.stderr.write(`${line}\n`));
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
