import type { AddressSource } from "../config/automatic-addresses";
import { shouldRun } from "../config/layers";
import type { Settings, VmConfig, VmInterfaceConfig } from "../config/types";
import { choosing, sourcesOf } from "./address-sources";
import { markOf } from "../providers/guest/mark";
import type { VmSpec } from "../providers/vm/schema";

/** What a configuration that has passed its rules has of every virtual machine. */
type Needed = "vmid" | "cores" | "memory_mb" | "disk_size_gb" | "storage_pool";
export type WholeVm = VmConfig & { readonly [Key in Needed]-?: NonNullable<VmConfig[Key]> };

/** A virtual machine of the configuration in the words of Proxmox VE; `layer` is what it is cloned from. */
export function vmSpec(
  config: WholeVm,
  layer: VmConfig | undefined,
  owner: string,
  settings: Settings,
  addresses: ReadonlyMap<string, AddressSource>,
): VmSpec {
  const { vmid, searchdomain } = config;
  const boot = config.boot_disk ?? "scsi0";
  const mayRestart = (config.restart ?? settings.restart) === "allowed";
  return {
    vmid,
    owner,
    source: sourceOf(config, layer),
    name: config.name,
    memory: config.memory_mb,
    ...(config.balloon_mb !== undefined && { balloon: config.balloon_mb }),
    cores: config.cores,
    ...(config.sockets !== undefined && { sockets: config.sockets }),
    ...(config.cpu_type !== undefined && { cpu: config.cpu_type }),
    boot,
    disks: {
      [boot]: { storage: config.storage_pool, size: `${config.disk_size_gb}G` },
      ...Object.fromEntries(
        config.disks.map(({ disk, size_gb, storage_pool = config.storage_pool }) => [
          disk,
          { storage: storage_pool, size: `${size_gb}G` },
        ]),
      ),
    },
    net: Object.fromEntries(interfacesOf(config).map((net, at) => [`net${at}`, netOf(net)])),
    ...(config.cloud_init !== false && cloudinitOf(config, addresses)),
    ...(config.cloud_init !== false &&
      searchdomain !== undefined && { searchdomain: searchdomain.replace(/ +/g, " ") }),
    ...(config.guest_agent !== undefined && { agent: config.guest_agent }),
    hostpci: config.gpu_assignment.map(mappingName),
    ...(config.start_at_boot !== undefined && { onboot: config.start_at_boot }),
    ...startupOf(config),
    tags: [...new Set([...(config.tags ?? []), markOf(owner, vmid)])].sort(),
    ...(config.description !== undefined && { description: config.description.trim() }),
    running: shouldRun(config),
    ...(config.is_template === true && { template: true as const }),
    ...(mayRestart && { pending: [] }),
    ...(config.adopt === true && { adopt: true as const }),
    ...(config.replace === true && { replace: true as const }),
  };
}

/** What the resource mapping of a GPU is called. */
export function mappingName(index: number): string {
  return `gpu${index}`;
}

function sourceOf(config: WholeVm, layer: VmConfig | undefined): VmSpec["source"] {
  const { clone_from_vmid: clone, clone_mode, image = "" } = config;
  if (clone === undefined) return { image };
  const isTemplate = layer?.is_template === true;
  const snapname = isTemplate ? undefined : layer?.template_snapshot_name;
  const full = clone_mode === undefined ? !isTemplate : clone_mode === "full";
  return { clone, full, ...(snapname !== undefined && { snapname }) };
}

function interfacesOf({
  network_config: net0,
  secondary_network_config: net1,
}: VmConfig): VmInterfaceConfig[] {
  return net1 === undefined ? [net0] : [net0, net1];
}

function netOf({ bridge, model, hwaddr, tag, firewall }: VmInterfaceConfig): VmSpec["net"][string] {
  return {
    model,
    bridge,
    ...(hwaddr !== undefined && { macaddr: hwaddr }),
    ...(tag !== undefined && { tag }),
    ...(firewall === true && { firewall: true as const }),
  };
}

function cloudinitOf(
  config: WholeVm,
  addresses: ReadonlyMap<string, AddressSource>,
): Partial<VmSpec> {
  const nets = interfacesOf(config);
  const sources = sourcesOf(config.vmid, "ipconfig", addresses);
  const given = nets.flatMap(
    ({ ip, gw }, at): [string, NonNullable<VmSpec["ipconfig"]>[string]][] => {
      const gateway = gw ?? sources[`ipconfig${at}`]?.gw;
      const address = {
        ...(ip !== "auto" && { ip }),
        ...(gateway !== undefined && { gw: gateway }),
      };
      return ip === undefined ? [] : [[`ipconfig${at}`, address]];
    },
  );
  const nameservers = [...new Set(nets.flatMap((net) => net.nameservers))];
  return {
    cloudinit: config.storage_pool,
    ...(config.username !== undefined && { ciuser: config.username }),
    ...(config.ssh_public_keys.length > 0 && { sshkeys: [...config.ssh_public_keys] }),
    ipconfig: Object.fromEntries(given),
    ...choosing(sources),
    ...(nameservers.length > 0 && { nameserver: nameservers }),
  };
}

function startupOf({ boot_order: order, boot_delay: delay }: VmConfig): Pick<VmSpec, "startup"> {
  if (order === undefined && delay === undefined) return {};
  return {
    startup: {
      ...(order !== undefined && { order }),
      ...(delay !== undefined && { up: delay, down: delay }),
    },
  };
}
