import type * as pulumi from "@pulumi/pulumi";
import { automaticAddresses } from "../config/automatic-addresses";
import { featureSources, guestFeatures } from "../config/guest-features";
import type { ContainerConfig, PhoenixConfig } from "../config/types";
import { profileOf } from "../providers/container/profile";
import { Guest } from "./guest";
import { scriptConnection, scriptsWithTexts } from "./guest-scripts";
import { healthOf } from "./health";
import type { Hypervisor } from "./hypervisor";

/**
 * Makes the guests in the order of need: a guest waits for its layer, its storages, its template, the folders bound into it and the guests
 * that it depends on, and for nothing else.
 */
export function makeGuests(
  declaration: PhoenixConfig,
  hypervisor: Hypervisor,
  owner: string,
  options?: pulumi.ComponentResourceOptions,
): ReadonlyMap<number, Guest> {
  const { containers, settings } = declaration;
  const { downloads } = declaration.hypervisor;
  const declared = new Map(containers.map((container) => [container.vmid, container]));
  const sources = featureSources(declaration, (vmid) => declared.get(vmid));
  let connection: ReturnType<typeof scriptConnection> | undefined;
  const addresses = automaticAddresses(declaration);
  const guests = new Map<number, Guest>();
  const make = (config: ContainerConfig): Guest => {
    const made = guests.get(config.vmid);
    if (made !== undefined) return made;
    const layer = guestOf(config.clone_from_ctid);
    const profile = hypervisor.profiles.get(profileOf(config.lxc_options) ?? "");
    const health = healthOf(config, owner, hypervisor.directory);
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
          ...config.dependencies.flatMap((vmid) => present(guestOf(vmid))),
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
  for (const config of containers) make(config);
  return guests;
}

function storagesOf({ storage_pool, volumes }: ContainerConfig): string[] {
  return [...new Set([storage_pool, ...volumes.map(({ storage }) => storage)])];
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
