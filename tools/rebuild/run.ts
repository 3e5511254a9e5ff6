import type { ContainerConfig } from "../../config/types";
import { UserError } from "../../host/errors";
import type { Host } from "../../host/host";
import { keepersOf } from "./free-vmid";
import { destroyKeeping, type Keeper } from "./keep";
import { planRebuild } from "./plan";
import type { Known, Rebuild } from "./rebuild";

/** A plan, and which container keeps the volumes of whom, by vmid. */
export interface Prepared {
  readonly rebuilds: readonly Rebuild[];
  readonly keepers: ReadonlyMap<number, number>;
}

/**
 * Asks the host what making containers anew takes; `declared` are the numbers of all guests of the configuration.
 *
 * @throws UserError with every reason why it cannot be done
 */
export async function prepareRebuild(
  host: Host,
  wanted: readonly ContainerConfig[],
  known: Omit<Known, "live">,
  declared: readonly number[],
): Promise<Prepared> {
  const { containers: live, virtualMachines } = await host.inspect([
    "containers",
    "virtualMachines",
  ]);
  const { rebuilds, refusals } = planRebuild(wanted, { ...known, live });
  if (refusals.length > 0) {
    throw new UserError(`Nothing is changed, because\n  ${refusals.join("\n  ")}`);
  }
  const taken = new Set([...declared, ...live.keys(), ...virtualMachines.keys()]);
  return { rebuilds, keepers: await keepersOf(host, rebuilds, taken) };
}

/** Destroys those that shall be made anew, the topmost first. */
export async function destroyAll(
  host: Host,
  { rebuilds, keepers }: Prepared,
  { containers, owner }: Pick<Known, "containers" | "owner">,
  tell: (line: string) => void,
): Promise<void> {
  for (const rebuild of [...rebuilds].reverse()) {
    const { config } = rebuild;
    const vmid = keepers.get(config.vmid) ?? 0;
    const keeper = { vmid, owner, ...lowest(config, containers) };
    await destroyKeeping(host, rebuild, keeper, tell);
  }
}

/** What the lowest layer of a container is made of, and how large. */
function lowest(
  config: ContainerConfig,
  containers: readonly ContainerConfig[],
): Pick<Keeper, "ostemplate" | "size"> {
  const layer = containers.find(({ vmid }) => vmid === config.clone_from_ctid);
  if (layer !== undefined) return lowest(layer, containers);
  return { ostemplate: config.ostemplate ?? "", size: config.storage_size_gb };
}
