import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/command";
import type { ContainerConfig } from "../config/types";
import { scriptsOf } from "../config/scripts";
import { scriptCommand, type GuestScript } from "../providers/guest-script";
import { type Node, RemoteCommand, Rootfs } from "../providers/resources";
import { readScriptConnection } from "../providers/script-connection";
import { readSource } from "./node/source";

/** As @pulumi/command takes it. */
export type Connection = pulumi.Output<types.input.remote.ConnectionArgs>;

/**
 * How commands reach the node: the host key is the one that Phoenix itself has found at the pinned fingerprint, and the
 * private key a secret of the state's. Without one the SSH agent is asked.
 */
export function scriptConnection(node: Node): Connection {
  const read = readScriptConnection((name) => pulumi.runtime.getConfig(`phoenix:${name}`));
  const hostKey = pulumi.output(node.live).apply(knownHostKey);
  return pulumi.output(read).apply(({ privateKey, ...place }) =>
    pulumi.output({
      ...place,
      hostKey,
      ...(privateKey !== undefined && { privateKey: pulumi.secret(privateKey) }),
    }),
  );
}

/**
 * The host key that was found with the node.
 *
 * @throws pulumi.RunError where there is none, since a command without one would trust any host
 */
export function knownHostKey(live: { readonly hostKey?: string } | undefined): string {
  if (live?.hostKey !== undefined) return live.hostKey;
  throw new pulumi.RunError(
    "The node's SSH host key is not known yet, and no script is run without it: run pulumi up without --target and --refresh=false.",
  );
}

/** A container's scripts with their texts, in the order in which they are run. */
export function scriptsWithTexts(config: ContainerConfig, directory: string): GuestScript[] {
  const { vmid, network_config, ports } = config;
  return scriptsOf(config).map(({ name, field, path }) => ({
    name,
    text: readSource(directory, `the ${field} of container ${vmid}`, path),
    variables: {
      PHOENIX_VMID: String(vmid),
      PHOENIX_NAME: config.name,
      PHOENIX_ADDRESS: declaredAddress(network_config.ip),
      PHOENIX_PORTS: ports.map(({ host, container }) => `${host}:${container}`).join(" "),
    },
  }));
}

/** Without its prefix length; nothing for one that is not declared, but chosen or told by others. */
function declaredAddress(ip = ""): string {
  const [address = ""] = ip.split("/");
  return /^\d/.test(address) ? address : "";
}

/** Runs a container's scripts one after the other, each once, and again in a container that was made anew. */
export function declareScripts(
  name: string,
  { vmid, owner }: { readonly vmid: number; readonly owner: string },
  scripts: readonly GuestScript[],
  connection: Connection | undefined,
  finished: readonly pulumi.Resource[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (scripts.length === 0 || connection === undefined) return [];
  const rootfs = new Rootfs(
    `${name}-rootfs`,
    { vmid, owner },
    { parent, dependsOn: [...finished] },
  );
  const guid = pulumi.output(rootfs.live).apply((live) => live?.guid ?? "");
  const run: pulumi.Resource[] = [rootfs];
  for (const script of scripts) {
    const { create, stdin, key } = scriptCommand(vmid, script);
    run.push(
      new RemoteCommand(
        `${name}-${script.name}`,
        {
          connection,
          create,
          stdin,
          triggers: [key, guid],
          logging: "none",
          addPreviousOutputInEnv: false,
        },
        { parent, dependsOn: [...finished, ...run.slice(-1)], deleteBeforeReplace: true },
      ),
    );
  }
  return run;
}
