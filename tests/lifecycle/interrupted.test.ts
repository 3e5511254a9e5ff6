import type { Json } from "../../embedded/contract";
import { layerSpec, owner, snapshotSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const guestSpec = {
  ...layerSpec,
  vmid: 950,
  source: { clone: 900, snapname: snapshotSpec.snapname, full: true },
  hostname: "guest",
  tags: [`${owner}+950`],
};

const marked = { newid: 950, hostname: "guest", description: `${owner}+950` };

let prepared: Json;
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await new Resource(first, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(first, "container", layerSpec).up();
  await new Resource(first, "snapshot", snapshotSpec).up();
  prepared = first.embedded.snapshotState();
  await first.close();
});

beforeEach(async () => {
  world = await World.open(prepared);
});

afterEach(() => world.close());

const clone = (params: Record<string, string | number>) =>
  world.embedded.call("root@pam", "POST", "/nodes/phoenix/lxc/900/clone", {
    ...{ snapname: snapshotSpec.snapname, full: 1 },
    ...params,
  });

/** Begins a clone of the layer that never ends. */
async function hang(params: Record<string, string | number>): Promise<void> {
  world.embedded.faults.onTask({ type: "vzclone" });
  expect(await clone(params)).toMatchObject({ status: 200 });
}

const active = () =>
  world.embedded.node.tasks.list().filter(({ endtime }) => endtime === undefined);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("a guest that the run before has begun to clone is waited for, and is ours", async () => {
  await hang({ newid: 960 });
  await world.shell("pct unlock 900");
  await clone(marked);
  while (active().length > 1) await pause(20);
  await world.shell("pct set 950 --lock create && sed -i '/^rootfs/d' /etc/pve/lxc/950.conf");
  const rootfs = "rootfs: local-zfs:subvol-950-disk-0,size=4G";
  const guest = new Resource(world, "container", guestSpec);
  const up = guest.up();
  await pause(700);
  await world.embedded.exec(`sed -i 's/^lock: create/${rootfs}/' /etc/pve/lxc/950.conf`);
  expect(await up).toBe("created");
  expect(await guest.preview()).toMatchObject({ action: "same" });
});

test("a clone that is broken off while it is waited for is begun anew", async () => {
  await hang(marked);
  const up = new Resource(world, "container", guestSpec).up();
  await pause(700);
  for (const { upid } of active()) world.embedded.node.tasks.stop(upid);
  expect(await up).toBe("created");
});

test("after the node has died in mid-clone both locks are removed, and the guest is made anew", async () => {
  await hang(marked);
  const dead = world.embedded.snapshotState();
  await world.close();
  world = await World.open(dead);
  for (const vmid of [900, 950]) {
    expect(await world.shell(`cat /etc/pve/lxc/${vmid}.conf`)).toMatch(/^lock: (disk|create)$/m);
  }
  expect(await new Resource(world, "container", guestSpec).up()).toBe("created");
  for (const vmid of [900, 950]) {
    expect(await world.shell(`cat /etc/pve/lxc/${vmid}.conf`)).not.toMatch(/^lock:/m);
  }
});

test("a lock that is not of a dead clone of ours is left alone", async () => {
  await world.shell("pct set 900 --tags theirs --description none");
  await hang(marked);
  const dead = world.embedded.snapshotState();
  await world.close();
  world = await World.open(dead);
  const up = new Resource(world, "container", guestSpec).up();
  await expect(up).rejects.toThrow(/900.*lock/);
  expect(await world.shell("cat /etc/pve/lxc/900.conf")).toMatch(/^lock: disk$/m);
});
