import type { Bag } from "../../providers/lifecycle";
import { Resource, World } from "../lifecycle/world";
import { realNodeOf } from "./real-node";

const disk = (name: string) => `/dev/disk/by-id/nvme-Samsung_SSD_990_PRO_${name}`;
const disks = [disk("2TB_S7DNNJ0X100001A"), disk("2TB_S7DNNJ0X100002B")];
const spare = disk("4TB_S7KGNU0X200003C");

const spec: Bag = {
  name: "tank",
  vdevs: [{ type: "mirror", disks }],
  ...{ log: [], special: [], dedup: [], cache: [], spare: [] },
  properties: { ashift: "12", autotrim: "on" },
  filesystemProperties: { compression: "lz4", atime: "off" },
};
const dataset: Bag = { name: "tank/data", properties: { recordsize: "16K", quota: "10G" } };

let world: World;
let pool: Resource;
let data: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  pool = new Resource(world, "pool", spec);
  data = new Resource(world, "dataset", dataset);
  await pool.up();
  await data.up();
  await world.shell("echo kept > /tank/data/file; sync");
});
afterEach(() => world.close());

const said = () => jest.mocked(console.log).mock.calls.join("\n");
const health = async () => (await world.shell("zpool list -H -o health tank")).trim();

test("a pool and its dataset are made of real disks, and nothing is changed after that, nor after a lost state", async () => {
  const before = world.mutations;
  expect([await pool.up(), await data.up()]).toEqual(["unchanged", "unchanged"]);
  pool.forget();
  data.forget();
  expect([await pool.up(), await data.up()]).toEqual(["created", "created"]);
  expect(world.mutations).toBe(before);
});

test("a disk that is pulled is told and not mended, and comes back as it was", async () => {
  await realNodeOf(world).pull(1);
  const before = world.mutations;
  expect([await pool.up(), await data.up()]).toEqual(["unchanged", "unchanged"]);
  expect(world.mutations).toBe(before);
  expect(await health()).toBe("DEGRADED");
  expect(said()).toMatch(/pool tank: it is DEGRADED/);
  expect(await world.shell("cat /tank/data/file")).toBe("kept\n");
  await realNodeOf(world).putBack(1);
  await world.shell(
    `udevadm settle; zpool online tank ${disks[1] ?? ""}; zpool wait -t resilver tank`,
  );
  expect(await health()).toBe("ONLINE");
  expect(await pool.up()).toBe("unchanged");
});

test("a disk that somebody has replaced is refused, and so is one that carries something", async () => {
  await realNodeOf(world).pull(1);
  await world.shell(`zpool replace tank ${disks[1] ?? ""} ${spare} && zpool wait -t replace tank`);
  await realNodeOf(world).putBack(1);
  const before = world.mutations;
  await expect(pool.up()).rejects.toThrow(/stands on other ground than declared/);
  const other = new Resource(world, "pool", {
    ...spec,
    name: "other",
    vdevs: [{ type: "disk", disks: [disks[1] ?? ""] }],
  });
  await expect(other.up()).rejects.toThrow(/tank|zfs_member|carries/);
  expect(world.mutations).toBe(before);
  expect(await world.shell("cat /tank/data/file")).toBe("kept\n");
});

test("a pool that was exported and imported again is the one that is declared", async () => {
  await world.shell("zpool export tank && zpool import -d /dev tank");
  expect([await pool.up(), await data.up()]).toEqual(["unchanged", "unchanged"]);
  expect(await world.shell("cat /tank/data/file")).toBe("kept\n");
});
