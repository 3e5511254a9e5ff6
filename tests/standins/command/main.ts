import * as pulumi from "@pulumi/pulumi";
import { main, type Provider } from "@pulumi/pulumi/provider";
import { installHint, pluginVersion } from "./install-hint";
import { check, create, diff, remove, update, type Properties } from "./remote-command";

/**
 * Stands in for the plugin of @pulumi/command where that cannot be downloaded: it runs `command:remote:Command`
 * over SSH, on this machine's embedded host alone, and refuses everything else.
 */
const provider: Provider = {
  version: `${pluginVersion}+phoenix.standin`,
  check: async (urn, _olds, news: Properties) =>
    isRemoteCommand(urn)
      ? { inputs: news, failures: check(news) }
      : { inputs: news, failures: [{ property: "", reason: refusal(typeOf(urn)) }] },
  diff: async (_id, _urn, olds: Properties, news: Properties) => diff(olds, news),
  create: (urn, news: Properties) => create(urn, news, tell),
  update: (_id, urn, olds: Properties, news: Properties) => update(urn, olds, news, tell),
  delete: (_id, urn, props: Properties) => remove(urn, props, tell),
  invoke: async (token) => {
    throw new Error(refusal(token));
  },
};

const args = process.argv.slice(2);
const engineAddress = args.find((word) => /^[\w.-]+:\d+$/.test(word));
pulumi.runtime.resetOptions("", "", -1, engineAddress ?? "", "", false, "");
void main(provider, args);

async function tell(urn: string, line: string): Promise<void> {
  await pulumi.log.info(line, new pulumi.DependencyResource(urn));
}

function isRemoteCommand(urn: string): boolean {
  return typeOf(urn) === "command:remote:Command";
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function refusal(token: string): string {
  return `${token} is not among what this stand-in for the plugin of @pulumi/command can do. ${installHint}`;
}
