import type * as pulumi from "@pulumi/pulumi";
import type { NodeInterfaceConfig, NodeNetworkConfig } from "../../config/types";
import type { InterfaceSpec, NetworkSpec, RunningSpec } from "../../providers/network-schema";
import { Dns, Network } from "../../providers/resources";

/**
 * The node's interfaces, and whom it asks for names. They come before everything else on the node: applying the network
 * ends all connections to it.
 */
export function declareNetwork(
  config: NodeNetworkConfig | undefined,
  parent: pulumi.Resource,
  node: pulumi.Resource,
): pulumi.Resource {
  const spec = config === undefined ? undefined : networkSpec(config);
  const network =
    spec === undefined ? node : new Network("network", spec, { parent, dependsOn: node });
  const { search, servers = [] } = config?.dns ?? {};
  if (search === undefined && servers.length === 0) return network;
  const dns = {
    ...(search !== undefined && { search }),
    ...(servers.length > 0 && { servers: [...servers] }),
  };
  return new Dns("dns", dns, { parent, dependsOn: network });
}

/** The declared interfaces in the words of the API; undefined where there are none. */
function networkSpec(config: NodeNetworkConfig): NetworkSpec | undefined {
  if (config.interfaces.length === 0) return undefined;
  const interfaces = Object.fromEntries(config.interfaces.map((each) => [each.name, inFile(each)]));
  const running = Object.entries(interfaces)
    .filter(([, { autostart }]) => autostart)
    .map(([name, each]) => [name, inKernel(each)] as const);
  return {
    ...{ interfaces, running: Object.fromEntries(running) },
    ...{ rollback: "none", rollbackSeconds: config.rollback_seconds },
  };
}

function inFile({ name, type, address, address6, ...rest }: NodeInterfaceConfig): InterfaceSpec {
  const { bond_primary: primary, vlan_raw_device: device, vlan_id: id, ...same } = rest;
  const { comments, ...settings } = same;
  const text = comments?.replace(/[^\S\n]+$/gm, "").trimEnd();
  // Where the name says it already, Proxmox VE takes it from there.
  const isNamed = /\.\d+$/.test(name);
  return {
    // The rules have told what it is where the name does not.
    ...{ type: type ?? "bridge", ...settings },
    // What Proxmox VE writes where nothing is said.
    ...(settings.bridge_vlan_aware === true && { bridge_vids: settings.bridge_vids ?? "2-4094" }),
    ...(address !== undefined && { cidr: address }),
    ...(address6 !== undefined && { cidr6: address6 }),
    ...(text !== undefined && text !== "" && { comments: text }),
    ...(primary !== undefined && { "bond-primary": primary }),
    ...(device !== undefined && !isNamed && { "vlan-raw-device": device }),
    ...(id !== undefined && !isNamed && !/^vlan\d+$/.test(name) && { "vlan-id": id }),
  };
}

/** What of it the kernel shows. */
function inKernel(each: InterfaceSpec): RunningSpec {
  return {
    up: true,
    ...pick(each, ["cidr", "gateway", "cidr6", "gateway6", "mtu"]),
    ...pick(each, ["bridge_ports", "bridge_vlan_aware", "slaves", "bond_mode"]),
    ...pick(each, ["bond-primary", "bond_xmit_hash_policy"]),
  } as RunningSpec;
}

function pick(each: InterfaceSpec, keys: readonly (keyof InterfaceSpec)[]): Partial<InterfaceSpec> {
  return Object.fromEntries(
    keys.filter((key) => each[key] !== undefined).map((key) => [key, each[key]]),
  );
}
