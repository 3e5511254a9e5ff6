import type { PoolSpec } from "../../providers/pool/schema";
import { freeDisks, makeImages, mirrorSpec } from "./pool-spec";
import { Resource, World } from "./world";

const { a, b, c } = freeDisks;

let world: World;
let pool: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  pool = new Resource(world, "pool", mirrorSpec);
});
afterEach(() => world.close());

/** Names of `zpool status`, as deep as they stand. */
async function layout(name: string): Promise<string[]> {
  const status = await world.shell(`zpool status ${name}`);
  const table = /CKSUM\n([^]*?)\n\n/.exec(status)?.[1] ?? "";
  return table.split("\n").map((line) => line.slice(1).replace(/(\S+).*/, "$1"));
}

const told = () => jest.mocked(console.log).mock.calls.map(([line]) => String(line));

/** Asserts that the preview refuses, and that nothing was changed by it. */
async function refuses(message: RegExp): Promise<void> {
  const before = world.mutations;
  await expect(pool.preview()).rejects.toThrow(message);
  await expect(pool.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
}

const kinds: [string, (images: readonly string[]) => Partial<PoolSpec>, string[]][] = [
  ["disks side by side", ([x = "", y = ""]) => ({ vdevs: disks(x, y) }), ["1", "2"]],
  [
    "two mirrors",
    ([x = "", y = "", z = "", u = ""]) => ({ vdevs: [mirror(x, y), mirror(z, u)] }),
    ["mirror-0", "  1", "  2", "mirror-1", "  3", "  4"],
  ],
  [
    "a raidz2",
    (images) => ({ vdevs: [{ type: "raidz2", disks: images.slice(0, 4) }] }),
    ["raidz2-0", "  1", "  2", "  3", "  4"],
  ],
  [
    "a mirror with everything beside it",
    ([x = "", y = "", z = "", u = "", l = "", m = "", h = "", s = ""]) => ({
      ...{ vdevs: [mirror(x, y)], special: [mirror(z, u)], log: [mirror(l, m)] },
      ...{ cache: [h], spare: [s] },
    }),
    [
      ...["mirror-0", "  1", "  2", "special", "  mirror-2", "    3", "    4"],
      ...["logs", "  mirror-1", "    5", "    6", "cache", "  7", "spares", "  8"],
    ],
  ],
];

const disks = (...all: string[]) => all.map((disk) => ({ type: "disk" as const, disks: [disk] }));
const mirror = (...all: string[]) => ({ type: "mirror" as const, disks: all });

test.each(kinds)("%s is made as declared, and found again", async (_, spec, rows) => {
  const images = await makeImages(world, "1", "2", "3", "4", "5", "6", "7", "8");
  pool.inputs = { ...mirrorSpec, name: "tank", ...spec(images) };
  expect(await pool.up()).toBe("created");
  const found = (await layout("tank")).map((row) => row.replace("/srv/images/", ""));
  // What is beside the data stands one step less deep.
  expect(found.slice(1).map((row) => row.replace(/^ {2}/, ""))).toEqual(
    rows.map((row) => row.replace(/^ {2}/, (blanks) => (isBeside(rows, row) ? "" : blanks))),
  );
  expect(await pool.up()).toBe("unchanged");
  pool.forget();
  const before = world.mutations;
  expect(await pool.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

/** True for a row after the first heading of another class. */
function isBeside(rows: readonly string[], row: string): boolean {
  const heading = rows.findIndex((each) => ["special", "logs", "cache", "spares"].includes(each));
  return heading >= 0 && rows.indexOf(row) > heading;
}

test("a disk that carries anything is refused in preview, and what it carries is named", async () => {
  await world.shell("mkfs.ext4 -L old /dev/nvme1n1");
  await refuses(
    /quickOS cannot be made: \S+100002B \(\/dev\/nvme1n1\) carries ext4 "old"\. Phoenix never wipes/,
  );
  await world.shell("sgdisk -n 1:0:0 /dev/nvme1n1 && mkswap /dev/nvme1n1p1");
  await refuses(
    /carries a partition table \(gpt\), \/dev\/nvme1n1p1: swap\. .*wipefs -a \S+100002B/,
  );
  await world.shell("wipefs -a /dev/nvme1n1 && pvcreate /dev/nvme1n1");
  await refuses(/carries an LVM physical volume/);
  await world.shell("wipefs -a /dev/nvme1n1");
  expect(await pool.up()).toBe("created");
});

test("a disk with nothing but an empty partition table is refused as well, which zpool would take", async () => {
  await world.shell("sgdisk -o /dev/nvme0n1");
  await refuses(/100001A \(\/dev\/nvme0n1\) carries a partition table \(gpt\)/);
});

test("the disks of a pool that is not imported are not taken: it is to be imported", async () => {
  await pool.up();
  await world.shell("zpool export quickOS");
  await refuses(/a label of ZFS pool quickOS.*import it: zpool import quickOS/);
  await world.shell("zpool import quickOS");
  expect(await pool.up()).toBe("created");
});

test("a disk of another pool is refused", async () => {
  await pool.up();
  const second = new Resource(world, "pool", { ...mirrorSpec, name: "fast", vdevs: disks(a) });
  await expect(second.preview()).rejects.toThrow(/Pool quickOS is in use: declare another disk/);
});

test("a disk that the host has not is refused, and the host's disks are named", async () => {
  pool.inputs = { ...mirrorSpec, vdevs: disks("/dev/disk/by-id/nvme-GONE") };
  await refuses(/the host has no \/dev\/disk\/by-id\/nvme-GONE; it has .*990_PRO_4TB/);
});

test("a state that knows the pool by its topology and disks is read, and nothing is changed", async () => {
  await pool.up();
  const { name, properties, filesystemProperties } = mirrorSpec;
  const words = { name, topology: "mirror", disks: [a, b], properties, filesystemProperties };
  pool.restore(name, { ...words, live: { created: true } });
  const before = world.mutations;
  expect(await pool.refresh()).toMatchObject({ vdevs: mirrorSpec.vdevs, log: [], properties });
  pool.restore(name, { ...words, live: { created: true } });
  await pool.up();
  expect(await pool.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("a pool on other disks, or of another topology, is refused and left alone", async () => {
  await pool.up();
  pool.inputs = { ...mirrorSpec, vdevs: [mirror(a, c)], grow: "allowed" };
  await refuses(
    /pool quickOS stands on other ground than declared: vdevs is .*100002B.*declared is/,
  );
  pool.inputs = { ...mirrorSpec, vdevs: disks(a), grow: "allowed" };
  await refuses(/vdevs is \[\{"type":"mirror"/);
});

test("what was added to the pool by hand is told, and never taken out", async () => {
  await pool.up();
  await world.shell(`zpool add quickOS cache ${c}`);
  await refuses(/cache is \["\S+4TB_S7KGNU0X200003C"\], declared is \[\]/);
});

test("a pool that has lost a disk is told by the disk's name, and neither refused nor changed", async () => {
  await pool.up();
  await world.shell("zpool export quickOS; rm /dev/nvme1n1 && zpool import quickOS");
  const before = world.mutations;
  expect(await pool.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  expect(told()).toContainEqual(
    expect.stringMatching(
      /pool quickOS: it is DEGRADED: \S+100002B(-part1)? is UNAVAIL\. .*Phoenix replaces no disk/,
    ),
  );
});

test("a disk that was replaced by hand is other ground until it is declared", async () => {
  await pool.up();
  await world.shell(`zpool replace quickOS ${b} ${c}`);
  await refuses(/stands on other ground/);
  pool.inputs = { ...mirrorSpec, vdevs: [mirror(a, c)] };
  expect(await pool.up()).toBe("unchanged");
});

test("disks that are added to the declaration are added to the pool only where it may grow", async () => {
  const images = await makeImages(world, "1", "2", "3", "4", "5", "6");
  const [x = "", y = "", z = "", u = "", l = "", s = ""] = images;
  pool.inputs = { ...mirrorSpec, name: "tank", vdevs: disks(x) };
  await pool.up();
  const wanted = {
    ...mirrorSpec,
    name: "tank",
    vdevs: [mirror(x, y), mirror(z, u)],
    log: disks(l),
    spare: [s],
  };
  pool.inputs = wanted;
  await refuses(/zpool attach tank \S+\/1 \S+\/2; zpool add tank mirror .*"grow": "allowed"/);
  pool.inputs = { ...wanted, grow: "allowed" };
  expect(await pool.preview()).toMatchObject({ action: "update" });
  expect(await pool.up()).toBe("updated");
  expect(await pool.up()).toBe("unchanged");
  expect((await layout("tank")).join(" ")).toMatch(
    /mirror-0.*\/1.*\/2.*mirror-1.*\/3.*\/4.*logs.*spares/,
  );
});

test("a pool that was growing when the run was killed grows on", async () => {
  const [x = "", y = "", z = "", u = ""] = await makeImages(world, "1", "2", "3", "4");
  pool.inputs = { ...mirrorSpec, name: "tank", vdevs: disks(x) };
  await pool.up();
  await world.shell(`zpool attach tank ${x} ${y}`);
  const vdevs = [mirror(x, y), mirror(z, u)];
  pool.inputs = { ...mirrorSpec, name: "tank", vdevs, grow: "allowed" };
  expect(await pool.up()).toBe("updated");
  expect(await pool.up()).toBe("unchanged");
});

test("a pool does not grow by a disk that carries something, nor while it is degraded", async () => {
  pool.inputs = { ...mirrorSpec, vdevs: disks(a) };
  await pool.up();
  await world.shell("mkfs.ext4 /dev/nvme1n1");
  pool.inputs = { ...mirrorSpec, vdevs: [mirror(a, b)], grow: "allowed" };
  await refuses(/pool quickOS cannot grow: .*carries ext4/);
  await world.shell("wipefs -a /dev/nvme1n1");
  await pool.up();
  await world.shell(`zpool offline quickOS ${b}`);
  pool.inputs = { ...mirrorSpec, cache: [c], grow: "allowed" };
  await refuses(/is DEGRADED and does not grow before it is mended/);
});

test("properties that are taken out of the declaration become what they were", async () => {
  pool.inputs = {
    ...mirrorSpec,
    properties: { autotrim: "on", comment: "data", failmode: "continue" },
    filesystemProperties: { ...mirrorSpec.filesystemProperties, quota: "1T", "a:b": "c" },
  };
  await pool.up();
  pool.inputs = mirrorSpec;
  expect(await pool.up()).toBe("updated");
  expect(await world.shell("zpool get -Ho value comment,failmode quickOS")).toBe("-\nwait\n");
  expect(await world.shell("zfs get -Ho value quota,a:b quickOS")).toBe("none\n-\n");
  expect(await pool.up()).toBe("unchanged");
});

test("deleting lets go of the pool, twice", async () => {
  await pool.up();
  const before = world.mutations;
  await pool.delete();
  await pool.delete();
  expect(world.mutations).toBe(before);
});
