import { Resource, World } from "./world";

const disk = (name: string) => `/dev/disk/by-id/${name}`;
const disks = [
  disk("nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100001A"),
  disk("nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100002B"),
];

const specs = {
  pool: {
    name: "quickOS",
    vdevs: [{ type: "mirror", disks }],
    ...{ log: [], special: [], dedup: [], cache: [], spare: [] },
    properties: { autotrim: "on" },
    filesystemProperties: { compression: "lz4", atime: "off" },
  },
  dataset: {
    name: "quickOS/data",
    properties: {
      mountpoint: "/quickOS/data",
      recordsize: "16K",
      quota: "100G",
      "org.phoenix:use": "guests",
    },
  },
  dir: {
    storage: "files",
    type: "dir",
    path: "/quickOS/data",
    content: ["iso", "vztmpl"],
    disable: false,
    nodes: [],
  },
  zfspool: {
    storage: "guests",
    type: "zfspool",
    pool: "quickOS/data",
    content: ["images", "rootdir"],
    disable: false,
    nodes: [],
  },
};

let world: World;
let pool: Resource;
let dataset: Resource;
let dir: Resource;
let zfspool: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  pool = new Resource(world, "pool", specs.pool);
  dataset = new Resource(world, "dataset", specs.dataset);
  dir = new Resource(world, "storage", specs.dir);
  zfspool = new Resource(world, "storage", specs.zfspool);
  for (const resource of all()) expect(await resource.up()).toBe("created");
});

afterEach(() => world.close());

const all = () => [pool, dataset, dir, zfspool];

test("what is not there is made as declared", async () => {
  expect(await world.shell("zpool status quickOS")).toMatch(/mirror-0/);
  expect(await world.shell("zfs get -Hp -o value recordsize,quota quickOS/data")).toBe(
    "16384\n107374182400\n",
  );
  expect(await world.shell("cat /etc/pve/storage.cfg")).toMatch(/^zfspool: guests$/m);
});

test("a second up changes nothing", async () => {
  const before = world.mutations;
  for (const resource of all()) expect(await resource.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("after a lost state all is adopted, and nothing is changed", async () => {
  const before = world.mutations;
  for (const resource of all()) {
    resource.forget();
    expect(await resource.up()).toBe("created");
  }
  expect(world.mutations).toBe(before);
});

test.each<[string, () => Resource, string]>([
  ["zpool set autotrim=off quickOS", () => pool, "properties"],
  ["zfs set atime=on quickOS", () => pool, "filesystemProperties"],
  ["zfs set recordsize=128K quickOS/data", () => dataset, "properties"],
  ["zfs set quota=none quickOS/data", () => dataset, "properties"],
  ["zfs set mountpoint=/elsewhere quickOS/data", () => dataset, "properties"],
  ["zfs inherit org.phoenix:use quickOS/data", () => dataset, "properties"],
  ["pvesm set files --content iso", () => dir, "content"],
  ["pvesm set guests --disable 1", () => zfspool, "disable"],
])("%s is drift, is named, and is healed", async (command, resource, property) => {
  await world.shell(command);
  expect(await resource().preview()).toMatchObject({ action: "update", changes: [property] });
  expect(await resource().up()).toBe("updated");
  expect(await resource().preview()).toMatchObject({ action: "same", changes: [] });
  for (const each of all()) expect(await each.up()).toBe("unchanged");
});

test.each<[string, () => Resource]>([
  ["pvesm remove files", () => dir],
  ["zfs destroy quickOS/data", () => dataset],
])("after %s it is made again", async (command, resource) => {
  await world.shell(command);
  expect(await resource().preview()).toMatchObject({ action: "create" });
  expect(await resource().up()).toBe("created");
  for (const each of all()) expect(await each.up()).toBe("unchanged");
});

test("a property that is taken out of the declaration is inherited again", async () => {
  dataset.inputs = { ...specs.dataset, properties: { mountpoint: "/quickOS/data", quota: "100G" } };
  expect(await dataset.up()).toBe("updated");
  expect(await world.shell("zfs get -H -o value,source recordsize quickOS/data")).toBe(
    "128K\tdefault\n",
  );
  expect(await dataset.up()).toBe("unchanged");
});

test("a quota below what is used is refused", async () => {
  await world.shell("zfs create quickOS/data/big");
  await world.shell("seq 1 60000 > /quickOS/data/file");
  dataset.inputs = { ...specs.dataset, properties: { ...specs.dataset.properties, quota: "64K" } };
  await expect(dataset.preview()).rejects.toThrow(/quota cannot be 64K: \d+ bytes are in use/);
});

test("what a storage cannot change is refused with what to do", async () => {
  dir.inputs = { ...specs.dir, path: "/quickOS" };
  await expect(dir.preview()).rejects.toThrow(/pvesm remove files/);
});

test("deleting lets go of what holds data, and takes away the definitions that we made", async () => {
  for (const resource of all().reverse()) await resource.delete();
  expect(await world.shell("zfs list -H -o name quickOS/data")).toBe("quickOS/data\n");
  expect(await world.shell("cat /etc/pve/storage.cfg")).not.toMatch(/files|guests/);
  for (const resource of all().reverse()) await resource.delete();
});

test("a definition that was there before us stays when it is let go", async () => {
  dir.forget();
  await dir.up();
  await dir.delete();
  expect(await world.shell("cat /etc/pve/storage.cfg")).toMatch(/^dir: files$/m);
});

test.each([
  ["pool", { ...specs.pool, name: "x;reboot" }, /name/],
  ["pool", { ...specs.pool, vdevs: [{ type: "disk", disks: ["/dev/$(reboot)"] }] }, /disks/],
  ["dataset", { ...specs.dataset, name: "-r" }, /name/],
  ["dataset", { name: "quickOS/x", properties: { quota: "1G\nzpool destroy" } }, /properties/],
  ["storage", { ...specs.dir, content: ["everything"] }, /content/],
  ["storage", { ...specs.dir, path: "/a/../etc" }, /path/],
])("a %s that is declared wrongly is refused by name", async (kind, inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, kind, inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
