import { arcFile, removedArcFile } from "../../host/arc";
import { upCutOff } from "./cut-off";
import { Resource, World } from "./world";

const gibibyte = 2 ** 30;
const parameter = "/sys/module/zfs/parameters/zfs_arc_max";
const limit = (gib: number) => ({
  running: gib * gibibyte,
  boot: gib * gibibyte,
  initramfs: "current",
});

let world: World;
let arc: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  arc = new Resource(world, "arc", limit(32));
});
afterEach(() => world.close());

const running = async () => Number(await world.shell(`cat ${parameter}`));
/** What the images that the node boots with tell the module. */
const booted = () => world.shell("grep -h zfs_arc_max /boot/initrd.img-*");

test("the limit holds now, and after a restart of the node", async () => {
  expect(await arc.up()).toBe("created");
  expect(await running()).toBe(32 * gibibyte);
  expect(await world.shell(`cat ${arcFile}`)).toMatch(/^options zfs zfs_arc_max=34359738368$/m);
  expect(await world.shell(`stat -c '%a %U %G' ${arcFile}`)).toBe("644 root root\n");
  expect(await booted()).toContain("zfs_arc_max=34359738368");
  expect(await world.shell("ls -A /etc/modprobe.d")).not.toMatch(/^\./m);
});

test("a second up, and one after a lost state, change nothing", async () => {
  await arc.up();
  const before = world.mutations;
  expect(await arc.up()).toBe("unchanged");
  arc.forget();
  expect(await arc.up()).toBe("created");
  expect(world.mutations).toBe(before);
  expect(arc.outputs["live"]).toMatchObject({ created: false });
});

test("another limit is set in place", async () => {
  await arc.up();
  arc.inputs = limit(16);
  expect(await arc.preview()).toMatchObject({ action: "update", changes: ["running", "boot"] });
  expect(await arc.up()).toBe("updated");
  expect(await running()).toBe(16 * gibibyte);
  expect(await booted()).toContain(`zfs_arc_max=${16 * gibibyte}`);
});

test.each([
  [`echo 8589934592 > ${parameter}`, ["running"]],
  [`sed -i s/34359738368/1073741824/ ${arcFile} && update-initramfs -u`, ["boot"]],
  [`sleep 0.05; touch ${arcFile}`, ["initramfs"]],
])("%s is drift, is named, and is healed", async (command, changes) => {
  await arc.up();
  await world.shell(command);
  expect(await arc.preview()).toMatchObject({ action: "update", changes });
  expect(await arc.up()).toBe("updated");
  expect(await running()).toBe(32 * gibibyte);
  expect(await booted()).toContain("zfs_arc_max=34359738368");
  expect(await arc.up()).toBe("unchanged");
});

test("old copies of images, which nothing boots and nothing makes anew, are no matter", async () => {
  await arc.up();
  await world.shell(
    'for end in bak dpkg-bak old-dkms new; do touch -d 2020-01-01 "/boot/initrd.img-6.14.0-1-pve.$end"; done',
  );
  expect(await arc.up()).toBe("unchanged");
});

test("a value that is right is not written again", async () => {
  await world.shell(`echo ${32 * gibibyte} > ${parameter}`);
  const run = jest.spyOn(world.host.shell, "run");
  await arc.up();
  expect(run.mock.calls.map(([argv]) => argv[0])).toEqual(["bash", "update-initramfs"]);
});

test("a file that is gone is made again", async () => {
  await arc.up();
  await world.shell(`rm ${arcFile}`);
  expect(await arc.preview()).toMatchObject({ action: "create" });
  expect(await arc.up()).toBe("created");
  expect(await arc.up()).toBe("unchanged");
});

test.each(["/etc/modprobe.d/zfs.conf", "/usr/lib/modprobe.d/tuning.conf"])(
  "a limit that %s sets otherwise is refused with what to do, and left alone",
  async (file) => {
    const text = "options zfs zfs_txg_timeout=5 zfs_arc_max=17179869184\n";
    await world.shell(`mkdir -p /usr/lib/modprobe.d; printf '${text}' > ${file}`);
    const before = world.mutations;
    const refusal = `${file} sets zfs_arc_max to 17179869184 already, declared is 34359738368. Remove it`;
    await expect(arc.preview()).rejects.toThrow(refusal);
    await expect(arc.up()).rejects.toThrow(refusal);
    expect(world.mutations).toBe(before);
    expect(await world.shell(`cat ${file}`)).toBe(text);
  },
);

test("a limit that another file sets as declared is adopted, and stays when it is let go", async () => {
  await world.shell(
    `echo 'options zfs zfs_arc_max=${32 * gibibyte}' > /etc/modprobe.d/zfs.conf; echo ${32 * gibibyte} > ${parameter}`,
  );
  const before = world.mutations;
  expect(await arc.up()).toBe("created");
  expect(await arc.up()).toBe("unchanged");
  await arc.delete();
  expect(world.mutations).toBe(before);
});

test("another setting of the module is no concern of ours", async () => {
  await world.shell("echo 'options zfs zfs_arc_min=1073741824' > /etc/modprobe.d/zfs.conf");
  expect(await arc.up()).toBe("created");
});

test.each([
  [96, /the node has 103079215104 bytes of memory/],
  [3, /the least size of the cache is 3221225472/],
])("a limit of %d GiB, which ZFS would ignore, is refused", async (gib, message) => {
  arc.inputs = limit(gib);
  const before = world.mutations;
  await expect(arc.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("a lower zfs_arc_min lets a lower limit count", async () => {
  await world.shell(`echo 1073741824 > ${parameter.replace("max", "min")}`);
  arc.inputs = limit(2);
  expect(await arc.up()).toBe("created");
});

test.each([
  [{ ...limit(32), running: 0 }, /running/],
  [{ ...limit(32), boot: 1.5 }, /boot/],
  [{ ...limit(32), boot: "1\noptions zfs x=1" }, /boot/],
  [{ ...limit(32), initramfs: "older; reboot" }, /initramfs/],
])("a limit that is declared wrongly is refused by name", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "arc", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("deleting removes the file that we made, tells that the limit holds until a restart, and may be repeated", async () => {
  await arc.up();
  await arc.delete();
  expect(await world.shell("ls /etc/modprobe.d")).not.toContain("phoenix");
  await expect(booted()).rejects.toThrow(/exit 1/);
  expect(await running()).toBe(32 * gibibyte);
  expect(console.log).toHaveBeenCalledWith(
    expect.stringMatching(/zfs_arc_max stays 34359738368 until the node is restarted/),
  );
  const before = world.mutations;
  await arc.delete();
  expect(world.mutations).toBe(before);
});

test("a removal that is cut off is ended by the next one, with the images for booting", async () => {
  await arc.up();
  expect(await upCutOff(world, () => arc.delete())).toBe(3);
  await expect(booted()).rejects.toThrow(/exit 1/);
  expect(await world.shell("ls /etc/modprobe.d")).not.toContain("phoenix");
});

test("a limit that is declared again after a removal that was cut off is set again", async () => {
  await arc.up();
  await world.shell(`mv ${arcFile} ${removedArcFile}`);
  expect(await arc.preview()).toMatchObject({ action: "update", changes: ["boot"] });
  expect(await arc.up()).toBe("updated");
  expect(await booted()).toContain("zfs_arc_max=34359738368");
  expect(await world.shell("ls /etc/modprobe.d")).not.toContain("removed");
  expect(await arc.up()).toBe("unchanged");
});
