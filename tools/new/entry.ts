import { rangeOf } from "../../config/automatic-addresses";
import { isLayer } from "../../config/layers";
import type { ContainerConfig, PhoenixConfig } from "../../config/types";
import { UserError } from "../../host/errors";
import type { Request } from "./request";

type Wanted = Exclude<Request, { remove: string }>;

/** The number of a new guest, and what lxc_configs says of it. */
export interface NewEntry {
  readonly vmid: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/**
 * A guest as it is asked for; what is not said is as its layer's. Its number is the first that is free, after those of
 * all declared guests; with a firewall on the node, its own lets in what it is asked to, and ping.
 *
 * @param used numbers of the guests on the host
 * @throws UserError for a name that is taken, or a layer that is none
 */
export function newEntry(
  config: PhoenixConfig,
  wanted: Wanted,
  used: ReadonlySet<number>,
  now: Date,
): NewEntry {
  const { containers, vms } = config;
  const names = [...containers, ...vms].map(({ name }) => name.toLowerCase());
  if (names.includes(wanted.name.toLowerCase())) {
    throw new UserError(`There is a guest called ${wanted.name} already.`);
  }
  const layer = layerNamed(containers, wanted.from);
  const { bridge, tag } = layer.network_config;
  const hasRange = rangeOf(layer.network_config, config.hypervisor.network?.address_ranges ?? []);
  const ports = wanted.open.map((port) => ({ type: "in", action: "ACCEPT", proto: "tcp", port }));
  const flags = Object.entries(layer.pct_options).map(([flag, value]) => `${flag}=${value}`);
  const declared = [...containers, ...vms].map(({ vmid = 0 }) => vmid);
  let vmid = Math.max(99, ...declared) + 1;
  while (used.has(vmid)) vmid += 1;
  return {
    vmid,
    entry: {
      name: wanted.name,
      memory_mb: wanted.memory ?? layer.memory_mb,
      cores: wanted.cores ?? layer.cores,
      storage_pool: layer.storage_pool,
      storage_size_gb: wanted.disk ?? layer.storage_size_gb,
      clone_from_ctid: String(layer.vmid),
      network_config: {
        bridge,
        ...(tag !== undefined && { tag }),
        ip: wanted.ip ?? (hasRange === undefined ? "dhcp" : "auto"),
      },
      gpu_assignment: wanted.gpu,
      ...(wanted.features.length > 0 && { features: wanted.features }),
      ...(flags.length > 0 && { pct_options: flags }),
      start_at_boot: false,
      ...(config.hypervisor.firewall?.enabled === true && {
        firewall: {
          enabled: true,
          rules: [{ type: "in", action: "ACCEPT", macro: "Ping" }, ...ports],
        },
      }),
      ...(wanted.ttl !== undefined && {
        expires: new Date(now.getTime() + wanted.ttl).toISOString().replace(/:\d\d\.\d+Z$/, "Z"),
      }),
    },
  };
}

function layerNamed(containers: readonly ContainerConfig[], word: string): ContainerConfig {
  const layers = containers.filter(isLayer);
  const found = layers.find(({ vmid, name }) => String(vmid) === word || name === word);
  if (found !== undefined) return found;
  const known = layers.map(({ vmid, name }) => `${vmid} ${name}`).join("\n  ");
  throw new UserError(`There is no layer ${JSON.stringify(word)}. There are:\n  ${known}`);
}
