import { Resource, World } from "../lifecycle/world";

const table = {
  "/srv/data": { "10.0.0.0/24": ["rw", "sync", "no_subtree_check", "no_root_squash"] },
  "/srv/iso": { "*": ["ro", "all_squash", "insecure"] },
};
const spec = {
  ...{ package: "installed", enabled: "enabled", active: "active" },
  directories: { "/srv/data": { owner: "nobody:nogroup", mode: "2775" }, "/srv/iso": {} },
  ...{ exports: table, exported: table },
};

let world: World;
let nfs: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  nfs = new Resource(world, "nfsexports", spec);
});
afterEach(() => world.close());

test("a machine without a server gets one, and what it exports can be mounted and used as declared", async () => {
  await world.shell("apt-get purge -y nfs-kernel-server");
  expect(await nfs.up()).toBe("created");
  await world.shell("echo image > /srv/iso/debian.iso");
  await world.shell("mkdir -p /mnt/data /mnt/iso");
  await world.shell("mount -t nfs -o vers=4.2 10.0.0.13:/srv/data /mnt/data");
  await world.shell("mount -t nfs -o vers=3,nolock 10.0.0.13:/srv/iso /mnt/iso");
  await world.shell("echo written > /mnt/data/file && sync /mnt/data/file");
  expect(await world.shell("cat /srv/data/file; stat -c %U /srv/data/file")).toBe(
    "written\nroot\n",
  );
  expect(await world.shell("cat /mnt/iso/debian.iso")).toBe("image\n");
  await expect(world.shell("touch /mnt/iso/more")).rejects.toThrow(/Read-only file system/);
  await world.shell("umount /mnt/data /mnt/iso");
  expect(await nfs.up()).toBe("unchanged");
});

test("what is taken out of the declaration can be mounted no longer, and what is in it stays", async () => {
  await nfs.up();
  await world.shell("echo kept > /srv/data/file && mkdir -p /mnt/data");
  await nfs.delete();
  await expect(
    world.shell("mount -t nfs -o vers=4.2,retry=0 10.0.0.13:/srv/data /mnt/data"),
  ).rejects.toThrow(/mount\.nfs/);
  expect(await world.shell("cat /srv/data/file")).toBe("kept\n");
});

test("after a lost state what is exported is adopted, and nothing is changed", async () => {
  await nfs.up();
  const before = world.mutations;
  nfs.forget();
  expect(await nfs.up()).toBe("created");
  expect(world.mutations).toBe(before);
});
