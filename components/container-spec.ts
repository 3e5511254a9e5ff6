import type { AddressSource } from "../config/automatic-addresses";
import { shouldRun } from "../config/layers";
import type { ContainerConfig, InterfaceConfig, Settings } from "../config/types";
import type { ContainerSpec } from "../providers/container/schema";
import { markOf } from "../providers/guest/mark";
import { choosing, sourcesOf } from "./address-sources";
import { sharedNvidiaDevices } from "../providers/nvidia-devices";

/** What a container is cloned from. */
export interface Layer {
  readonly config: ContainerConfig;
  /** The fingerprint of what it holds. */
  readonly content: string;
}

/** A container of the configuration in the words of Proxmox VE; `layer` is what it is cloned from. */
export function containerSpec(
  config: ContainerConfig,
  layer: Layer | undefined,
  owner: string,
  settings: Settings,
  addresses: ReadonlyMap<string, AddressSource>,
): ContainerSpec {
  const { vmid, searchdomain } = config;
  const nameservers = nameserversOf(config);
  const mayRestart = (config.restart ?? settings.restart) === "allowed";
  return {
    vmid,
    owner,
    source: sourceOf(config, layer),
    hostname: config.name,
    memory: config.memory_mb,
    ...(config.swap_mb !== undefined && { swap: config.swap_mb }),
    cores: config.cores,
    ...(config.cpulimit !== undefined && { cpulimit: config.cpulimit }),
    rootfs: { storage: config.storage_pool, size: `${config.storage_size_gb}G` },
    ...netsOf(config, addresses),
    ...(nameservers.length > 0 && { nameserver: nameservers }),
    ...(searchdomain !== undefined && { searchdomain: searchdomain.trim().replace(/\s+/g, " ") }),
    ...(config.start_at_boot !== undefined && { onboot: config.start_at_boot }),
    ...startupOf(config),
    features: Object.fromEntries(
      Object.entries(config.pct_options).filter(([, value]) => value !== "0"),
    ),
    unprivileged: config.unprivileged ?? true,
    tags: [...new Set([...(config.tags ?? []), markOf(owner, vmid)])].sort(),
    ...(config.description !== undefined && { description: config.description.trim() }),
    mp: mountPointsOf(config),
    dev: devicesOf(config.gpu_devices),
    lxc: [...config.lxc_options],
    running: shouldRun(config),
    ...(config.is_template === true && { template: true as const }),
    ...(mayRestart && { pending: [] }),
    ...(config.adopt === true && { adopt: true as const }),
    ...(config.replace === true && { replace: true as const }),
  };
}

/** A container has one list of DNS servers, not one for each of its interfaces. */
function nameserversOf(config: ContainerConfig): string[] {
  const { nameserver, network_config: net0, secondary_network_config: net1 } = config;
  const first = nameserver?.split(" ") ?? net0.nameservers;
  return [...new Set([...first, ...(net1?.nameservers ?? [])])];
}

/** The device nodes that a container with the GPUs of these numbers needs; none for no GPU. */
function devicesOf(gpus: readonly number[]): ContainerSpec["dev"] {
  if (gpus.length === 0) return {};
  const paths = [...gpus.map((index) => `/dev/nvidia${index}`), ...sharedNvidiaDevices];
  // The driver makes them for everybody on the host; without a mode Proxmox would leave them to root.
  return Object.fromEntries(paths.map((path) => [path, { mode: "0666" }]));
}

function sourceOf(
  { ostemplate = "", clone_mode }: ContainerConfig,
  layer: Layer | undefined,
): ContainerSpec["source"] {
  if (layer === undefined) return { ostemplate };
  const { vmid, is_template, template_snapshot_name } = layer.config;
  const snapname = is_template === true ? undefined : template_snapshot_name;
  const full = clone_mode === undefined ? is_template !== true : clone_mode === "full";
  const { content } = layer;
  return { clone: vmid, full, content, ...(snapname !== undefined && { snapname }) };
}

function netsOf(
  config: ContainerConfig,
  addresses: ReadonlyMap<string, AddressSource>,
): Pick<ContainerSpec, "net" | "auto"> {
  const { vmid, mac_address: mac, secondary_network_config: second } = config;
  const isFiltered = config.firewall?.enabled === true;
  const sources = sourcesOf(vmid, "net", addresses);
  return {
    net: {
      net0: netOf({ gw: sources["net0"]?.gw, ...config.network_config }, mac, isFiltered),
      ...(second !== undefined && {
        net1: netOf({ gw: sources["net1"]?.gw, ...second }, second.hwaddr, isFiltered),
      }),
    },
    ...choosing(sources),
  };
}

/** A firewall sees only what comes in by interfaces that are put behind it. */
function netOf(
  net: Omit<InterfaceConfig, "gw"> & { readonly gw: string | undefined },
  hwaddr: string | undefined,
  isFiltered: boolean,
): ContainerSpec["net"][string] {
  return {
    name: net.name,
    bridge: net.bridge,
    ...(net.ip !== undefined && net.ip !== "auto" && { ip: net.ip }),
    ...(net.gw !== undefined && { gw: net.gw }),
    ...(hwaddr !== undefined && { hwaddr }),
    ...(net.tag !== undefined && { tag: net.tag }),
    ...((net.firewall ?? isFiltered) && { firewall: true as const }),
  };
}

function startupOf({
  boot_order: order,
  boot_delay: delay,
}: ContainerConfig): Pick<ContainerSpec, "startup"> {
  if (order === undefined && delay === undefined) return {};
  return {
    startup: {
      ...(order !== undefined && { order }),
      ...(delay !== undefined && { up: delay, down: delay }),
    },
  };
}

function mountPointsOf(config: ContainerConfig): ContainerSpec["mp"] {
  const mountPoints: Record<string, ContainerSpec["mp"][string]> = {};
  for (const { mount_point, storage, size_gb } of config.volumes) {
    mountPoints[mount_point] = { storage, size: `${size_gb}G` };
  }
  for (const { container_path, host_path, read_only } of config.mount_points) {
    mountPoints[container_path] = { bind: host_path, ...(read_only && { ro: true as const }) };
  }
  return mountPoints;
}
