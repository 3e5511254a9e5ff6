import { FileTree } from "../../embedded/files/file-tree";
import { MountedFiles } from "../../embedded/files/mounted-files";
import { niceBytes, parseSize } from "../../embedded/zfs/sizes";
import { Zfs } from "../../embedded/zfs/zfs";

const disk = (path: string, size = 2_000_398_934_016) => ({ path, size, type: "disk" as const });

let zfs: Zfs;
beforeEach(() => {
  zfs = new Zfs();
  const disks = [disk("/dev/nvme0n1"), disk("/dev/nvme1n1"), disk("/dev/sdx", 4_000_787_030_016)];
  zfs.devices = { find: (path) => disks.find((each) => each.path === path) };
  zfs.createPool("tank", ["mirror", "/dev/nvme0n1", "/dev/nvme1n1"], {
    pool: { ashift: "12", autotrim: "on" },
    filesystem: { compression: "lz4", atime: "off" },
  });
});

test("a child inherits what its parent sets, and says from whom", () => {
  zfs.create("tank/a", { recordsize: "16K", quota: "600G" });
  expect(zfs.get("tank/a", "compression")).toBe("lz4");
  expect(zfs.get("tank/a", "recordsize")).toBe("16384");
  expect(zfs.get("tank/a", "quota")).toBe((600 * 1024 ** 3).toString());
  expect(zfs.get("tank/a", "mountpoint")).toBe("/tank/a");
  zfs.set("tank", { mountpoint: "/srv" });
  expect(zfs.get("tank/a", "mountpoint")).toBe("/srv/a");
});

test.each([
  ["tank/none/x", {}, "cannot create 'tank/none/x': parent does not exist", 1],
  ["tank", {}, "cannot create 'tank': dataset already exists", 1],
  ["nope/x", {}, "cannot create 'nope/x': no such pool 'nope'", 1],
  ["tank/b", { quota: "abc" }, "cannot create 'tank/b': bad numeric value 'abc'", 1],
  ["tank/b", { nosuch: "1" }, "cannot create 'tank/b': invalid property 'nosuch'", 1],
])(
  "creating %s with %j is refused in the words of zfs(8)",
  (name, properties, message, exitCode) => {
    const refused = (): unknown => {
      try {
        return zfs.create(name, properties);
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ message, exitCode });
  },
);

test("what is only settable at creation is refused afterwards", () => {
  zfs.create("tank/a", { casesensitivity: "insensitive" });
  expect(() => zfs.set("tank/a", { casesensitivity: "mixed" })).toThrow(
    "cannot set property for 'tank/a': 'casesensitivity' is readonly",
  );
});

test("a mounted dataset shows in the host's files, and disappears with its dataset", () => {
  const root = new FileTree();
  zfs.host = { ...zfs.host, makeDirectory: (path) => root.mkdir(path) };
  const host = new MountedFiles(root, () => zfs.mounts());
  zfs.create("tank/a");
  host.write("/tank/a/file", "x");
  expect(zfs.tree("tank/a").readText("/file")).toBe("x");
  zfs.destroy("tank/a");
  expect(host.exists("/tank/a/file")).toBe(false);
});

test("a rollback brings back the files of the snapshot, and refuses to skip a later one", () => {
  zfs.create("tank/a");
  zfs.tree("tank/a").write("/file", "before");
  zfs.snapshot("tank/a", "s1");
  zfs.tree("tank/a").write("/file", "after");
  zfs.snapshot("tank/a", "s2");
  expect(() => zfs.rollback("tank/a", "s1")).toThrow("more recent snapshots or bookmarks exist");
  zfs.destroySnapshot("tank/a", "s2");
  zfs.rollback("tank/a", "s1");
  expect(zfs.tree("tank/a").readText("/file")).toBe("before");
});

test("a clone has the snapshot's files, names its origin, and keeps the snapshot alive", () => {
  zfs.create("tank/a");
  zfs.tree("tank/a").write("/file", "x");
  zfs.snapshot("tank/a", "s");
  zfs.clone("tank/a@s", "tank/b", { refquota: "1G" });
  zfs.tree("tank/b").write("/file", "y");
  expect(zfs.tree("tank/a").readText("/file")).toBe("x");
  expect(zfs.get("tank/b", "origin")).toBe("tank/a@s");
  expect(() => zfs.destroy("tank/a", true)).toThrow("filesystem has dependent clones");
  expect(() => zfs.destroySnapshot("tank/a", "s")).toThrow("snapshot has dependent clones");
});

test("everything comes back from JSON as it was", () => {
  zfs.create("tank/a", { "phoenix:owner": "dev" });
  zfs.tree("tank/a").write("/file", "x");
  zfs.snapshot("tank/a", "s");
  const again = Zfs.fromJSON(JSON.parse(JSON.stringify(zfs)) as ReturnType<Zfs["toJSON"]>);
  expect(again.get("tank/a", "phoenix:owner")).toBe("dev");
  expect(again.tree("tank/a@s").readText("/file")).toBe("x");
  expect(again.mounts().has("/tank/a")).toBe(true);
  expect(again.toJSON()).toEqual(zfs.toJSON());
});

test("a pool on a device of another pool is refused even with force", () => {
  const create = () => zfs.createPool("other", ["/dev/nvme0n1"], { force: true });
  expect(create).toThrow("/dev/nvme0n1 is part of active pool 'tank'");
});

test("a volume without -s reserves its space, and one that does not fit is refused", () => {
  zfs.create("tank/vol", { volsize: "10G" });
  expect(Number(zfs.get("tank/vol", "refreservation"))).toBeGreaterThan(10 * 1024 ** 3);
  expect(() => zfs.create("tank/huge", { volsize: "10T" })).toThrow("out of space");
});

test.each([
  ["16K", 16384],
  ["1.5G", 1610612736],
  ["2T", 2 * 1024 ** 4],
  ["abc", undefined],
  ["1024", 1024],
])("the size %s is %s bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  [0, "0B"],
  [8536064, "8.14M"],
  [417792, "408K"],
  [71938048, "68.6M"],
  [3145728, "3M"],
  [201326592, "192M"],
])("%d bytes are shown as %s", (bytes, text) => {
  expect(niceBytes(bytes)).toBe(text);
});
