import { contentOf, parseBlockDevices, parseLinks, poolsOn } from "../../host/disks";

const device = (path: string, more: object = {}) => ({
  ...{ path, type: "disk", fstype: null, label: null, pttype: null, mountpoints: [null] },
  ...more,
});
const read = (...blockdevices: object[]) => parseBlockDevices(JSON.stringify({ blockdevices }));

test("what is on a disk and its parts is told in words, and nothing of a blank one", () => {
  const disks = read(
    device("/dev/sda", {
      pttype: "gpt",
      children: [
        device("/dev/sda1", {
          type: "part",
          pttype: "gpt",
          fstype: "swap",
          mountpoints: ["[SWAP]"],
        }),
        device("/dev/sda2", {
          ...{ type: "part", pttype: "gpt", fstype: "LVM2_member" },
          children: [
            device("/dev/mapper/vg-root", {
              ...{ type: "lvm", fstype: "ext4", label: "root", mountpoints: ["/"] },
            }),
          ],
        }),
        device("/dev/sda3", { type: "part", pttype: "gpt", fstype: "zfs_member", label: "tank" }),
      ],
    }),
    device("/dev/sdb"),
  );
  const [sda, sdb] = ["/dev/sda", "/dev/sdb"].map((path) => disks.get(path));
  expect(sda && contentOf(sda)).toEqual([
    "a partition table (gpt)",
    "/dev/sda1: swap",
    "/dev/sda1: swap in use",
    "/dev/sda2: an LVM physical volume",
    '/dev/mapper/vg-root: ext4 "root"',
    "/dev/mapper/vg-root: something mounted at /",
    "/dev/sda3: a label of ZFS pool tank",
  ]);
  expect(sda && poolsOn(sda)).toEqual(["tank"]);
  expect(sdb && contentOf(sdb)).toEqual([]);
});

test("links are read beside what they lead to, and none where there is no folder", () => {
  const names = "/dev/disk/by-id/ata-A\n/dev/disk/by-id/ata-A-part1\n";
  expect([...parseLinks(names, "/dev/sda\n/dev/sda1\n")]).toEqual([
    ["/dev/disk/by-id/ata-A", "/dev/sda"],
    ["/dev/disk/by-id/ata-A-part1", "/dev/sda1"],
  ]);
  expect(parseLinks("/dev/disk/by-*/*\n", "").size).toBe(0);
  expect(parseBlockDevices("").size).toBe(0);
});
