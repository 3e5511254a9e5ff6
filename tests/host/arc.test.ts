import { parseArc } from "../../host/arc";

test("the limit is read as the running module has it", () => {
  expect(parseArc("zfs_arc_max 34359738368\nzfs_arc_min 0", "", "")).toEqual({
    running: 34359738368,
    minimum: 0,
    settings: [],
    staleImages: [],
    isBeingRemoved: false,
  });
  expect(parseArc("zfs_arc_max 0\nzfs_arc_min 0\nremoved", "", "").isBeingRemoved).toBe(true);
});

test("a module that is not loaded has no limit", () => {
  expect(parseArc("zfs_arc_max \nzfs_arc_min ", "", "").running).toBeUndefined();
});

test("of several settings in a line the last one counts, and each file is named", () => {
  const text = [
    "/etc/modprobe.d/zfs.conf:options zfs zfs_arc_max=1 zfs_txg_timeout=5 zfs_arc_max=2",
    "/proc/cmdline:BOOT_IMAGE=/boot/vmlinuz root=ZFS=rpool zfs.zfs_arc_max=3 quiet",
    "/etc/modprobe.d/bad.conf:options zfs zfs_arc_max=",
  ].join("\n");
  expect(parseArc("", text, "").settings).toEqual([
    { file: "/etc/modprobe.d/zfs.conf", bytes: 2 },
    { file: "/proc/cmdline", bytes: 3 },
    { file: "/etc/modprobe.d/bad.conf", bytes: NaN },
  ]);
});

test("images that are older than our file are named", () => {
  expect(parseArc("", "", "/boot/initrd.img-6.17.2-1-pve\n").staleImages).toEqual([
    "/boot/initrd.img-6.17.2-1-pve",
  ]);
});
