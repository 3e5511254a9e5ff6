import { createHash } from "node:crypto";
import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { layerSpec, owner, snapshotSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const others = "phoenix+other";

let prepared: Json;
let ours: World;
let theirs: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const world = await World.open();
  await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(world, "container", layerSpec).up();
  await new Resource(world, "snapshot", snapshotSpec).up();
  prepared = await world.snapshot();
  await world.close();
});

beforeEach(async () => {
  ours = await World.open(prepared);
  theirs = ours.beside();
});
afterEach(async () => {
  await theirs.close();
  await ours.close();
});

/** A copy of the layer, of one stack or the other. */
function guest(world: World, vmid: number, more: Bag = {}): Resource {
  const mine = world === ours ? owner : others;
  return new Resource(world, "container", {
    ...layerSpec,
    vmid,
    owner: mine,
    tags: [`${mine}+${vmid}`],
    hostname: `guest-${vmid}`,
    source: { clone: layerSpec.vmid, snapname: snapshotSpec.snapname, full: true },
    net: { net0: { name: "eth0", bridge: "vmbr0", ip: `10.0.0.${vmid - 700}/24` } },
    mp: { "/data": { storage: "local-zfs", size: "1G" } },
    running: false,
    ...more,
  });
}

/** What a person does in the web interface between our look at a container and our next write to it. */
function beforeNextWrite(world: World, command: string): { readonly done: () => boolean } {
  const { api } = world.host;
  const request = api.request.bind(api);
  let isDone = false;
  jest.spyOn(api, "request").mockImplementation(async (method, path, params) => {
    if (!isDone && method === "PUT" && path.endsWith("/config")) {
      isDone = true;
      const { exitCode } = await world.embedded.exec(command);
      expect(exitCode).toBe(0);
    }
    return request(method, path, params);
  });
  return { done: () => isDone };
}

const configOf = (vmid: number) => ours.shell(`pct config ${vmid}`);

test("what a person changes while we write is not lost, and neither is what we write", async () => {
  const mine = guest(ours, 950);
  await mine.up();
  mine.inputs = { ...mine.inputs, tags: ["ai", `${owner}+950`] };
  // Tags are written together with the notes, which hold what a person notes there.
  const person = beforeNextWrite(
    ours,
    "pct set 950 --onboot 1 && sed -i '1i #by a person' /etc/pve/lxc/950.conf",
  );
  expect(await mine.up()).toBe("updated");
  expect(person.done()).toBe(true);
  const config = await ours.shell("cat /etc/pve/lxc/950.conf");
  expect(config).toContain("#by a person\n");
  expect(config).toContain(`tags: ai;${owner}+950\n`);
  expect(config).toContain("onboot: 1\n");
  expect(await mine.up()).toBe("unchanged");
});

test("of two stacks that want the same number at once one gets it, and the other is told whose it is", async () => {
  const ends = await Promise.allSettled([guest(ours, 950).up(), guest(theirs, 950).up()]);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = ends.find((end) => end.status === "rejected");
  expect(String(lost?.reason)).toMatch(/container 950.*(not made by this stack|"adopt": true)/s);
  const winner = ends[0].status === "fulfilled" ? owner : others;
  expect(await configOf(950)).toContain(`${winner}+950`);
  expect(await configOf(950)).not.toContain(`${winner === owner ? others : owner}+950`);
});

test("a storage that another stack made at the same moment is that stack's, and stays when this one drops it", async () => {
  const inputs = {
    storage: "shared",
    type: "dir",
    path: "/srv/shared",
    content: ["iso"],
    disable: false,
    nodes: [],
  };
  const both = [new Resource(ours, "storage", inputs), new Resource(theirs, "storage", inputs)];
  expect(await Promise.all(both.map((each) => each.up()))).toEqual(["created", "created"]);
  const makers = both.filter(({ outputs }) => (outputs["live"] as Bag)["created"] === true);
  expect(makers).toHaveLength(1);
  await both.find((each) => each !== makers[0])?.delete();
  expect(await ours.shell("pvesm status")).toContain("shared");
});

test("two stacks that copy one layer at once wait for each other, and have volumes of their own", async () => {
  const both = [guest(ours, 950), guest(theirs, 951)];
  expect(await Promise.all(both.map((each) => each.up()))).toEqual(["created", "created"]);
  const volumes = [await configOf(950), await configOf(951)].flatMap((config) =>
    [...config.matchAll(/^(?:rootfs|mp0): ([^,]+)/gm)].map(([, volume]) => volume),
  );
  expect(new Set(volumes).size).toBe(4);
  expect(await Promise.all(both.map((each) => each.up()))).toEqual(["unchanged", "unchanged"]);
});

test("where two stacks chose one address at the same moment, the next run of either sees it and takes another", async () => {
  const [first, second] = alike();
  const choosing = (world: World, vmid: number, name: string) =>
    guest(world, vmid, {
      hostname: name,
      net: { net0: { name: "eth0", bridge: "vmbr0", gw: "10.0.0.1" } },
      auto: {
        net0: {
          first: "10.0.0.210/24",
          last: "10.0.0.219",
          reserved: [],
          among: { [`${vmid}/net0`]: name },
        },
      },
    });
  const both = [choosing(ours, 950, first), choosing(theirs, 951, second)];
  await Promise.all(both.map((each) => each.up()));
  const ips = async () =>
    [await configOf(950), await configOf(951)].map(
      (config) => /^net0: .*ip=([^,\n]+)/m.exec(config)?.[1],
    );
  const [chosen] = await ips();
  expect(await ips()).toEqual([chosen, chosen]);
  // Another run is another process, which reads the node anew.
  for (const each of both) {
    each.world.host.forget();
    await each.up();
  }
  expect(new Set(await ips()).size).toBe(2);
  for (const each of both) {
    each.world.host.forget();
    expect(await each.up()).toBe("unchanged");
  }
});

/** Two names that choose the same place of ten. */
function alike(): [string, string] {
  const place = (name: string) => createHash("sha256").update(name).digest().readUInt32BE() % 10;
  const names = Array.from({ length: 50 }, (_, index) => `guest-${index}`);
  const [first = "", ...rest] = names;
  return [first, rest.find((name) => place(name) === place(first)) ?? ""];
}
