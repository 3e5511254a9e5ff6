import { FileTree } from "../../embedded/files/file-tree";
import { MountedFiles } from "../../embedded/files/mounted-files";
import { TreeArchive, openArchive } from "../../embedded/files/tree-archive";

let tree: FileTree;
beforeEach(() => {
  tree = new FileTree();
  tree.write("/etc/hostname", "phoenix\n");
  tree.write("/etc/deep/er/file", "x", { mode: 0o600, uid: 33, gid: 34 });
});

test("a clone does not see what its source changes afterwards, nor the other way round", () => {
  const copy = tree.clone();
  tree.write("/etc/deep/er/file", "changed");
  copy.write("/etc/hostname", "other\n");
  copy.remove("/etc/deep");
  expect(tree.readText("/etc/hostname")).toBe("phoenix\n");
  expect(tree.readText("/etc/deep/er/file")).toBe("changed");
  expect(copy.exists("/etc/deep")).toBe(false);
});

test("a changed directory attribute of a clone leaves the source alone", () => {
  const copy = tree.clone();
  copy.view.change("/etc/deep", { mode: 0o700 });
  expect(tree.stat("/etc/deep")?.mode).toBe(0o755);
});

test("symlinks are followed on the way and at the end, relative ones from their directory", () => {
  tree.view.symlink("deep/er", "/etc/short");
  tree.view.symlink("/etc/short/file", "/link");
  expect(tree.readText("/link")).toBe("x");
  expect(tree.view.realpath("/link")).toBe("/etc/deep/er/file");
  tree.write("/link", "through");
  expect(tree.readText("/etc/deep/er/file")).toBe("through");
  expect(tree.view.lstat("/link")?.type).toBe("symlink");
});

test("a symlink that leads to itself is refused like ELOOP", () => {
  tree.view.symlink("/loop", "/loop");
  expect(() => tree.readText("/loop")).toThrow("ELOOP");
});

test("a mounted tree hides what is under its mount point, and a bind mount shows one directory", () => {
  const data = new FileTree();
  data.write("/inside/file", "data");
  const view = new MountedFiles(
    tree,
    () =>
      new Map([
        ["/etc", { tree: data }],
        ["/bind", { tree: data, path: "/inside", readonly: true }],
      ]),
  );
  expect(view.readText("/etc/hostname")).toBeUndefined();
  expect(view.readText("/etc/inside/file")).toBe("data");
  expect(view.readText("/bind/file")).toBe("data");
  expect(() => view.write("/bind/file", "no")).toThrow("EROFS");
  expect(() => view.remove("/etc")).toThrow("EBUSY");
});

test("an archive keeps what trees share shared, and everything else as it was", () => {
  tree.view.mknod("/dev/nvidia0", 195, 0, { mode: 0o666 });
  tree.write("/binary", new Uint8Array([0xff, 0xfe, 0]));
  const copy = tree.clone();
  copy.write("/only-here", "1");
  const archive = new TreeArchive();
  const indexes = [archive.add(tree.root), archive.add(copy.root)];
  const json = JSON.parse(JSON.stringify(archive)) as ReturnType<TreeArchive["toJSON"]>;
  const root = openArchive(json);
  const [first, second] = indexes.map((index) => new FileTree(root(index)));
  expect(first?.view.device("/dev/nvidia0")).toEqual({ major: 195, minor: 0 });
  expect([...(first?.view.read("/binary") ?? [])]).toEqual([0xff, 0xfe, 0]);
  expect(second?.readText("/only-here")).toBe("1");
  expect(second?.stat("/etc/deep/er/file")).toMatchObject({ mode: 0o600, uid: 33, gid: 34 });
  expect(first?.root.entries.get("etc")).toBe(second?.root.entries.get("etc"));
});

test("a sparse file has the size of its hole and occupies nothing", () => {
  tree.view.truncate("/disk.raw", 8 * 1024 ** 3);
  expect(tree.stat("/disk.raw")?.size).toBe(8 * 1024 ** 3);
  expect(FileTree.fromJSON(tree.toJSON()).stat("/disk.raw")?.size).toBe(8 * 1024 ** 3);
});
