import { arcFile } from "../../host/arc";
import { Resource, World } from "../lifecycle/world";

const bytes = 4 * 2 ** 30;
const spec = { running: bytes, boot: bytes, initramfs: "current" };
const parameter = "/sys/module/zfs/parameters/zfs_arc_max";

let world: World;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
});
afterEach(() => world.close());

test("the limit is ZFS's own now, and is in the image that the machine boots with", async () => {
  const arc = new Resource(world, "arc", spec);
  expect(await arc.up()).toBe("created");
  expect(await world.shell("awk '$1 == \"c_max\" { print $3 }' /proc/spl/kstat/zfs/arcstats")).toBe(
    `${bytes}\n`,
  );
  const image = "unmkinitramfs /boot/initrd.img-$(uname -r) /root/image";
  const told = await world.shell(
    `${image} && cat /root/image${arcFile} || cat /root/image/main${arcFile}`,
  );
  expect(told).toMatch(new RegExp(`^options zfs zfs_arc_max=${bytes}$`, "m"));
  expect(await arc.up()).toBe("unchanged");
});

test("the module that is loaded anew has the limit that its file says", async () => {
  const arc = new Resource(world, "arc", spec);
  await arc.up();
  await world.shell("systemctl stop zfs-zed; rmmod zfs && modprobe zfs");
  expect(await world.shell(`cat ${parameter}`)).toBe(`${bytes}\n`);
  expect(await arc.up()).toBe("unchanged");
});
