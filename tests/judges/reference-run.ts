import type { Bag } from "../../providers/lifecycle";
import type { Declared } from "../engine/declared";
import { resourcesOf } from "../lifecycle/reference";
import { referenceDrifts } from "../lifecycle/reference-drifts";
import type { Resource, World } from "../lifecycle/world";

/** A layer that Proxmox converts, and a linked copy of it: the other kind of layer, which the inventory has not. */
const linked: readonly Omit<Declared, "needs">[] = [
  { kind: "container", name: "layer", inputs: guest(970, { template: true }) },
  { kind: "template", name: "layer-template", inputs: { vmid: 970, owner: "phoenix+dev" } },
  { kind: "container", name: "copy", inputs: guest(971, { source: { clone: 970, full: false } }) },
];

/** Brings all of it up, breaks it by hand, heals it, grows two disks, and deletes everything. */
export async function runThrough(world: World, declared: readonly Declared[]): Promise<void> {
  world.settings.deleteVolumes = true;
  world.settings.sambaPasswords.set("phoenix_admin", "correct horse");
  const all = [...declared, ...linked];
  const resources = resourcesOf(world, all);
  const upAll = async () => {
    const changed: string[] = [];
    for (const [index, resource] of resources.entries()) {
      if ((await resource.up()) !== "unchanged") changed.push(all[index]?.name ?? "");
    }
    return changed.sort();
  };
  expect(await upAll()).toHaveLength(all.length);
  for (const edit of Object.values(referenceDrifts).flat()) await world.shell(edit);
  expect(await upAll()).toEqual(Object.keys(referenceDrifts).sort());
  expect(await upAll()).toEqual([]);
  grow(resources[all.findIndex(({ name }) => name === "guest-953")], "rootfs");
  grow(resources[all.findIndex(({ name }) => name === "guest-910")], "mp");
  expect(await upAll()).toEqual(["guest-910", "guest-953"]);
  for (const resource of resources.reverse()) await resource.delete();
  expect(await world.shell("pct list")).toBe("");
}

function grow(resource: Resource | undefined, property: "rootfs" | "mp"): void {
  if (resource === undefined) throw new Error("the inventory has no such guest any more");
  const text = JSON.stringify(resource.inputs[property]);
  const grown = text.replace(/"size":"(\d+)G"/, (_, size) => `"size":"${Number(size) + 1}G"`);
  expect(grown).not.toBe(text);
  resource.inputs = { ...resource.inputs, [property]: JSON.parse(grown) as Bag };
}

function guest(vmid: number, rest: Bag): Bag {
  const owner = "phoenix+dev";
  return {
    ...{ vmid, owner, hostname: `ct${vmid}`, memory: 256, cores: 1 },
    source: {
      ostemplate: "fastData-shared-iso:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
    },
    rootfs: { storage: "quickOS-lxc-disks", size: "2G" },
    net: { net0: { name: "eth0", bridge: "vmbr0", ip: `10.0.0.${vmid - 800}/24` } },
    ...{ features: {}, unprivileged: true, tags: [`${owner}+${vmid}`] },
    ...{ mp: {}, dev: {}, lxc: [], running: false },
    ...rest,
  };
}
