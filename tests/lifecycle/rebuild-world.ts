import path from "node:path";
import { loadConfig } from "../../config/load";
import type { ContainerConfig } from "../../config/types";
import type { ContainerSpec } from "../../providers/container/schema";
import { isReserved } from "../../providers/guest/being-made";
import { destroyAll, prepareRebuild, type Prepared } from "../../tools/rebuild/run";
import { layerSpec, ostemplate, owner } from "./layer-spec";
import { Resource, World } from "./world";

const directory = path.resolve(__dirname, "../../config");
const { config } = loadConfig({ directory, stack: "dev" });

type Mounts = ContainerSpec["mp"];

/** A guest of the layer 900 with these mount points. */
export function guestWith(vmid: number, mp: Mounts, more: Partial<ContainerSpec> = {}) {
  return {
    ...layerSpec,
    vmid,
    source: { clone: 900, snapname: "pre-configured", full: true },
    hostname: `guest-${vmid}`,
    tags: [`${owner}+${vmid}`],
    mp,
    ...more,
  };
}

/** The same as the tool reads it from the configuration. */
function configOf({ vmid, hostname, mp }: ReturnType<typeof guestWith>): ContainerConfig {
  const example = config?.containers.find((each) => each.clone_from_ctid !== undefined);
  if (example === undefined) throw new Error("no guest in the configuration");
  return {
    ...example,
    ...{ vmid, name: hostname, clone_from_ctid: 900, features: [], storage_pool: "local-zfs" },
    unprivileged: true,
    volumes: Object.entries(mp).flatMap(([mount_point, point]) =>
      "size" in point
        ? [{ name: "data", storage: point.storage, size_gb: parseInt(point.size), mount_point }]
        : [],
    ),
  };
}

const layer = {
  ...configOf(guestWith(900, {})),
  ostemplate,
  storage_size_gb: 4,
  clone_from_ctid: undefined,
} as unknown as ContainerConfig;

/** What `npm run rebuild` does of itself, before it calls `pulumi up`. */
export async function destroyFor(
  { host }: World,
  specs: readonly ReturnType<typeof guestWith>[],
  others: readonly number[] = [],
): Promise<Prepared> {
  const wanted = specs.map(configOf);
  const containers = [layer, ...wanted];
  const known = { containers, contents: new Map<number, string>(), owner, isProtected: false };
  const declared = [...containers.map(({ vmid }) => vmid), ...others];
  const plan = await prepareRebuild(host, wanted, known, declared);
  await destroyAll(host, plan, known, () => undefined);
  return plan;
}

/** All of `npm run rebuild`: afterwards the guests are as declared, and a preview is without changes. */
export async function rebuild(world: World, guests: readonly Resource[]): Promise<Prepared> {
  const specs = guests.map(({ inputs }) => inputs as ReturnType<typeof guestWith>);
  const plan = await destroyFor(world, specs);
  for (const guest of guests) {
    await guest.up();
    expect(await guest.preview()).toMatchObject({ action: "same", changes: [] });
  }
  return plan;
}

/** By mount path, what ZFS and a reader know a guest's volumes by: the dataset's guid, and a file in it. */
export async function dataOf(world: World, vmid: number): Promise<Record<string, string>> {
  const text = await world.shell(`cat /etc/pve/lxc/${vmid}.conf`);
  const points = text.matchAll(/^mp\d+: local-zfs:(\S+?),mp=([^,\n]+)/gm);
  const found: Record<string, string> = {};
  for (const [, volume = "", target = ""] of points) {
    const guid = await world.shell(`zfs get -H -o value guid rpool/data/${volume}`);
    const mark = await world.shell(`cat /rpool/data/${volume}/mark 2>/dev/null || echo empty`);
    found[target] = `${guid.trim()} ${mark.trim()}`;
  }
  return found;
}

/** Writes a file into each volume of a guest. */
export async function fillVolumes(world: World, vmid: number): Promise<void> {
  await world.shell(
    `for volume in $(sed -n 's/^mp[0-9]*: local-zfs:\\([^,]*\\),.*/\\1/p' /etc/pve/lxc/${vmid}.conf); do ` +
      `echo "of ${vmid}, $volume" > /rpool/data/$volume/mark; done`,
  );
}

/** The numbers of the containers on the host, without what a node that died has left of one that was to be made. */
export async function numbers(world: World): Promise<number[]> {
  const { containers } = await world.host.inspect(["containers"]);
  const made = [...containers.values()].filter((each) => !isReserved(each));
  return made.map(({ vmid }) => vmid).sort((a, b) => a - b);
}
