import type * as pulumi from "@pulumi/pulumi";
import { automaticAddresses } from "../config/automatic-addresses";
import { featureSources, guestFeatures, machineFeatures } from "../config/guest-features";
import type { ContainerConfig, PhoenixConfig, VmConfig } from "../config/types";
import { profileOf } from "../providers/container/profile";
import { Guest } from "./guest";
import { scriptConnection, scriptsWithTexts } from "./guest-scripts";
import { stacksOf } from "./guest-stacks";
import { healthOf } from "./health";
import type { Hypervisor } from "./hypervisor";
import { Machine } from "./machine";
import type { WholeVm } from "./vm-spec";

/**
 * Makes the guests in the order of need: a guest waits for its layer, its storages, its template, the folders bound into it and the guests
 * that it depends on, and for nothing else.
 */
export function makeGuests(
  declaration: PhoenixConfig,
  hypervisor: Hypervisor,
  owner: string,
  options?: pulumi.ComponentResourceOptions,
): ReadonlyMap<number, Guest | Machine> {
  const { containers, vms, settings } = declaration;
  const { downloads } = declaration.hypervisor;
  const declared = new Map(containers.map((container) => [container.vmid, container]));
  const sources = featureSources(declaration, (vmid) => declared.get(vmid));
  let connection: ReturnType<typeof scriptConnection> | undefined;
  const addresses = automaticAddresses(declaration);
  const guests = new Map<number, Guest>();
  const machines = new Map<number, Machine>();
  const make = (config: ContainerConfig): Guest => {
    const made = guests.get(config.vmid);
    if (made !== undefined) return made;
    const layer = guestOf(config.clone_from_ctid);
    const profile = hypervisor.profiles.get(profileOf(config.lxc_options) ?? "");
    const health = healthOf(config, { vmid: config.vmid, owner }, hypervisor.directory);
    const scripts = scriptsWithTexts(config, hypervisor.directory);
    if (scripts.length > 0) connection ??= scriptConnection(hypervisor.node);
    const guest = new Guest(
      `guest-${config.vmid}`,
      {
        config,
        owner,
        settings,
        addresses,
        features: guestFeatures(config, sources),
        stacks: stacksOf(
          { vmid: config.vmid, owner },
          config.docker_stacks ?? [],
          declaration.stacks,
          hypervisor.directory,
        ),
        scripts,
        ...(connection !== undefined && { connection }),
        ...(downloads !== undefined && { downloads }),
        firewallDefinitions: hypervisor.firewallDefinitions,
        hasDeclaredProfile: profile !== undefined,
        ...(layer !== undefined && { layer }),
        ...(health !== undefined && { health }),
        ...(hypervisor.firewall !== undefined && { firewall: hypervisor.firewall }),
        needs: [
          ...storagesOf(config).map((id) => hypervisor.storage(id)),
          ...hypervisor.below(...config.mount_points.map(({ host_path }) => host_path)),
          ...present(hypervisor.templates.get(config.ostemplate ?? "")),
          ...present(profile),
          ...(config.gpu_assignment.length > 0 ? hypervisor.gpus : []),
          ...config.dependencies.flatMap(anyGuest),
        ],
      },
      options,
    );
    guests.set(config.vmid, guest);
    return guest;
  };
  const guestOf = (vmid: number | undefined): Guest | undefined => {
    const config = vmid === undefined ? undefined : declared.get(vmid);
    return config === undefined ? undefined : make(config);
  };
  const makeVm = (config: WholeVm): Machine => {
    const made = machines.get(config.vmid);
    if (made !== undefined) return made;
    const layer = machineOf(config.clone_from_vmid);
    const guest = { vmid: config.vmid, owner, type: "qemu" as const };
    const health = healthOf(config, guest, hypervisor.directory);
    const machine = new Machine(
      `vm-${config.vmid}`,
      {
        config,
        owner,
        settings,
        addresses,
        features: machineFeatures(config, sources),
        stacks: stacksOf(
          guest,
          config.docker_stacks ?? [],
          declaration.stacks,
          hypervisor.directory,
        ),
        ...(downloads !== undefined && { downloads }),
        ...(layer !== undefined && { layer }),
        ...(health !== undefined && { health }),
        needs: [
          ...disksOf(config).map((id) => hypervisor.storage(id)),
          ...present(hypervisor.images.get(config.image ?? "")),
          ...(config.gpu_assignment.length > 0 ? hypervisor.pciMappings : []),
          ...config.dependencies.flatMap(anyGuest),
        ],
      },
      options,
    );
    machines.set(config.vmid, machine);
    return machine;
  };
  const machineOf = (vmid: number | undefined): Machine | undefined => {
    const config = vms.find((each) => each.vmid !== undefined && each.vmid === vmid);
    return config === undefined ? undefined : makeVm(config as WholeVm);
  };
  const anyGuest = (vmid: number) => [...present(guestOf(vmid)), ...present(machineOf(vmid))];
  for (const config of containers) make(config);
  // What a rule has asked for is there.
  for (const config of vms) makeVm(config as WholeVm);
  return new Map<number, Guest | Machine>([...guests, ...machines]);
}

function disksOf({ storage_pool, disks }: VmConfig): string[] {
  const all = [storage_pool, ...disks.map((disk) => disk.storage_pool)];
  return [...new Set(all.filter((id) => id !== undefined))];
}

function storagesOf({ storage_pool, volumes }: ContainerConfig): string[] {
  return [...new Set([storage_pool, ...volumes.map(({ storage }) => storage)])];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
