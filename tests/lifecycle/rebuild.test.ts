import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { aroundWrites } from "../engine/writes";
import { bootstrapToken } from "./bootstrap-token";
import type { MakeToken } from "./embedded-node";
import { layerSpec, owner, snapshotSpec, templateFile } from "./layer-spec";
import { dataOf, destroyFor, fillVolumes, guestWith, numbers, rebuild } from "./rebuild-world";
import { Resource, World } from "./world";

const volume = { storage: "local-zfs", size: "1G" };
const one = guestWith(950, { "/data": volume, "/srv": { bind: "/srv" }, "/more": volume });
const other = guestWith(951, { "/data": volume }, { running: true });

let prepared: Json;
let data: Record<number, Record<string, string>>;
let outputs: Record<number, Bag>;
let told: jest.SpyInstance;
let world: World;
let guest: Resource;
let neighbour: Resource;

beforeAll(async () => {
  told = jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await new Resource(first, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(first, "container", layerSpec).up();
  await new Resource(first, "snapshot", snapshotSpec).up();
  await first.shell("mkdir -p /srv");
  const made = [one, other].map((spec) => new Resource(first, "container", spec));
  outputs = {};
  data = {};
  for (const each of made) {
    await each.up();
    const { vmid } = each.inputs as { vmid: number };
    outputs[vmid] = each.outputs;
    await fillVolumes(first, vmid);
    data[vmid] = await dataOf(first, vmid);
  }
  prepared = first.embedded.snapshotState();
  await first.close();
});

beforeEach(async () => {
  told.mockClear();
  await open(prepared);
});

afterEach(() => world.close());

async function open(state: Json, token?: MakeToken): Promise<void> {
  world = await World.open(state, token);
  [guest, neighbour] = [one, other].map((spec) => {
    const resource = new Resource(world, "container", spec);
    resource.restore(String(spec.vmid), outputs[spec.vmid] ?? {});
    return resource;
  }) as [Resource, Resource];
}

const file = (vmid: number) => world.shell(`cat /etc/pve/lxc/${vmid}.conf`);

const lines = () => told.mock.calls.map(([line]) => String(line));

test("guests that are made anew have the data that they had, and nothing else is left", async () => {
  await world.close();
  await open(prepared, bootstrapToken());
  const rootfs = /^rootfs: .*$/m.exec(await file(950))?.[0];
  const guid = () => world.shell("zfs get -H -o value guid rpool/data/subvol-950-disk-0");
  const before = await guid();
  const { keepers } = await rebuild(world, [guest, neighbour]);
  expect([...keepers]).toEqual([
    [950, 100],
    [951, 101],
  ]);
  expect(await dataOf(world, 950)).toEqual(data[950]);
  expect(await dataOf(world, 951)).toEqual(data[951]);
  expect(Object.values(data[950] ?? {})).toHaveLength(2);
  expect(rootfs).toBeDefined();
  expect(await guid()).not.toBe(before);
  expect(await numbers(world)).toEqual([900, 950, 951]);
  expect(await world.shell("zfs list -H -o name -r rpool/data")).not.toMatch(/-10[01]-/);
  expect(await world.shell("pct status 951")).toBe("status: running\n");
});

test("what keeps the volumes says so, is protected, and has no number that is declared", async () => {
  const { keepers } = await destroyFor(world, [one], [100, 101]);
  expect(keepers.get(950)).toBe(102);
  const text = await file(102);
  expect(text).toContain("hostname: keeps-950\n");
  expect(text).toContain("protection: 1\n");
  expect(text).toContain(`tags: ${owner}+102\n`);
  expect(text).toContain("#keeps 950 /data /more\n");
  expect(text).toMatch(
    /^#Keeps the data volumes of container 950 \(guest-950\) .* npm run up -- 950$/m,
  );
  expect(await dataOf(world, 102)).toEqual(data[950]);
  const answer = await guest.preview();
  expect(answer.action).toBe("create");
  expect(lines()).toContain(
    "container 950: gets its volumes back from container 102: /data (1G), /more (1G)",
  );
  await guest.up();
  expect(await dataOf(world, 950)).toEqual(data[950]);
});

test("a guest that was made without what is kept for it shows that as a change, and gets it", async () => {
  await destroyFor(world, [one]);
  await world.shell(
    `pct clone 900 950 --snapname pre-configured --full 1 --description '${owner}+950'`,
  );
  const { action, changes } = await guest.preview();
  expect(action).toBe("update");
  expect(changes).toEqual(expect.arrayContaining(["kept", "mp"]));
  expect(await guest.up()).toBe("updated");
  expect(await dataOf(world, 950)).toEqual(data[950]);
});

test("a volume whose mount point is not declared any more is kept, and told of", async () => {
  const { "/data": kept, "/srv": bind } = one.mp;
  guest.inputs = guestWith(950, { "/data": kept, "/srv": bind } as typeof one.mp);
  await rebuild(world, [guest]);
  const { "/data": back, "/more": stays } = data[950] ?? {};
  expect(await dataOf(world, 950)).toEqual({ "/data": back });
  expect(await dataOf(world, 100)).toEqual({ "/more": stays });
  expect(lines().join("\n")).toMatch(
    /^container 950: container 100 keeps its volume \/more \(1G\): none is declared there any more\. .*pct destroy 100$/m,
  );
  world.settings.deleteVolumes = true;
  await guest.delete();
  expect(lines()).toContain(
    "container 950: container 100, which keeps volumes of it, is left as it is: /more (1G)",
  );
  expect(await dataOf(world, 100)).toEqual({ "/more": stays });
  guest.inputs = one;
  expect(await guest.up()).toBe("created");
  expect(await dataOf(world, 950)).toMatchObject({ "/more": stays });
  expect(await numbers(world)).toEqual([900, 950, 951]);
});

test("a detached volume is carried over as one", async () => {
  await world.shell("pct set 950 --delete mp1");
  const { "/data": mounted } = one.mp;
  guest.inputs = guestWith(950, { "/data": mounted } as typeof one.mp);
  await guest.up();
  const unused = [...(await file(950)).matchAll(/^unused\d: \S+$/gm)].length;
  expect(unused).toBeGreaterThan(0);
  await rebuild(world, [guest]);
  expect([...(await file(950)).matchAll(/^unused\d: \S+$/gm)]).toHaveLength(unused);
  expect(await numbers(world)).toEqual([900, 950, 951]);
});

test("a container that merely looks like one that keeps volumes is left alone", async () => {
  const copy = (vmid: number, notes: string) =>
    `printf '%s\\n' '${notes}' '#keeps 950 /data' 'hostname: keeps-950' ` +
    `'mp0: local-zfs:subvol-${vmid}-disk-1,mp=/data,size=1G' > /etc/pve/lxc/${vmid}.conf`;
  await world.shell(`${copy(100, `#${owner}+101`)}; ${copy(101, "#phoenix+prod+101")}`);
  const before = [await file(100), await file(101)];
  const { keepers } = await rebuild(world, [guest]);
  expect(keepers.get(950)).toBe(102);
  expect(await dataOf(world, 950)).toEqual(data[950]);
  expect([await file(100), await file(101)]).toEqual(before);
});

test("no empty volume is made in place of one that was to be kept and is nowhere", async () => {
  await destroyFor(world, [one]);
  await world.shell("sed -i '/^mp0/d' /etc/pve/lxc/100.conf");
  await expect(guest.up()).rejects.toThrow(
    /container 950 .*container 100 was to keep its volume of \/data, and neither has it/,
  );
  expect(await numbers(world)).toEqual([100, 900, 951]);
});

test("what a person's notes say makes no holder, and blanks at the end of a line are none of its words", async () => {
  await world.shell(
    `printf '%s\\n' '#${owner}+100' '#keeps 950' 'hostname: notes' > /etc/pve/lxc/100.conf`,
  );
  await rebuild(world, [guest]);
  expect(await numbers(world)).toEqual([100, 900, 950, 951]);
  await destroyFor(world, [one]);
  await world.shell("sed -i 's/^#keeps.*/& /' /etc/pve/lxc/101.conf");
  await guest.up();
  expect(await dataOf(world, 950)).toEqual(data[950]);
});

test("a guest is not made while notes do not say what is kept for it, or two keep the same", async () => {
  await destroyFor(world, [one]);
  await world.shell("cp /etc/pve/lxc/100.conf /root; sed -i '/^#keeps/d' /etc/pve/lxc/100.conf");
  await expect(guest.up()).rejects.toThrow(
    /container 100 is called keeps-950, and its notes do not say/,
  );
  await world.shell("cp /root/100.conf /etc/pve/lxc/100.conf");
  await world.shell("sed 's/+100$/+101/; s/-100-/-101-/' /root/100.conf > /etc/pve/lxc/101.conf");
  await expect(guest.up()).rejects.toThrow(
    /several containers keep a volume of \/data for it: 100, 101/,
  );
  await world.shell("rm /etc/pve/lxc/101.conf");
  await guest.up();
  expect(await dataOf(world, 950)).toEqual(data[950]);
});

test("nobody is told to destroy what still keeps something for the guest", async () => {
  const { "/more": kept } = one.mp;
  await destroyFor(world, [one]);
  guest.inputs = guestWith(950, { "/more": kept } as typeof one.mp);
  await guest.preview();
  const said = lines().join("\n");
  expect(said).toContain("It can be destroyed once the others are back");
  expect(said).not.toContain("pct destroy");
});

test("a number at which volumes are kept is not taken over", async () => {
  await destroyFor(world, [one]);
  const taken = new Resource(world, "container", { ...guestWith(100, {}), adopt: true });
  await expect(taken.up()).rejects.toThrow(/keeps data volumes of 950, .*npm run up -- 950/);
  expect(await dataOf(world, 100)).toEqual(data[950]);
});

test("a guest that has another volume by now keeps it, and the old one stays where it is", async () => {
  await destroyFor(world, [one]);
  await world.shell("sed 's/^#keeps.*//' /etc/pve/lxc/100.conf > /root/kept.conf");
  await world.shell("mv /etc/pve/lxc/100.conf /root/100.conf");
  await guest.up();
  await world.shell("mv /root/100.conf /etc/pve/lxc/100.conf");
  expect(await guest.up()).toBe("unchanged");
  expect(lines().join("\n")).toMatch(
    /container 100 keeps its volume \/data \(1G\): it has another one there/,
  );
  expect(await dataOf(world, 100)).toEqual(data[950]);
  await expect(destroyFor(world, [one])).rejects.toThrow(
    /others are kept for it: \/data \(1G\) of container 100/,
  );
});

test("snapshots that hold a volume, and protection, refuse before anything is changed", async () => {
  const refused = async (reason: RegExp) => {
    const before = world.mutations;
    await expect(destroyFor(world, [one, other])).rejects.toThrow(reason);
    expect(world.mutations).toBe(before);
  };
  await world.shell("pct snapshot 951 before");
  await refused(
    /Nothing is changed, because\n {2}951 guest-951 has snapshots that hold its volume \/data \(1G\): before\./,
  );
  await world.shell("pct delsnapshot 951 before && pct set 951 --protection 1");
  await refused(/951 guest-951 is protected by Proxmox VE/);
});

test("a run that is cut off before or after any write is finished by another one, or by up alone", async () => {
  const states: { readonly what: string; readonly state: Json }[] = [];
  aroundWrites(world.host, async ({ what }, send) => {
    states.push({ what: `before ${what}`, state: world.embedded.snapshotState() });
    const answer = await send();
    // What is done when it is answered is what is there before the next one; with a task that runs the node dies as well.
    if (world.embedded.node.tasks.list().some(({ endtime }) => endtime === undefined)) {
      states.push({ what: `after ${what}`, state: world.embedded.snapshotState() });
    }
    return answer;
  });
  await rebuild(world, [guest]);
  await world.close();
  expect(states.length).toBeGreaterThan(12);
  for (const { what, state } of states) {
    await open(state);
    if (what.startsWith("before")) await rebuild(world, [guest]);
    else await guest.up();
    expect([what, await dataOf(world, 950)]).toEqual([what, data[950]]);
    expect([what, await numbers(world)]).toEqual([what, [900, 950, 951]]);
    await world.close();
  }
  await open(prepared);
});
