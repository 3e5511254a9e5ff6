import type { FileNode } from "../files/nodes";
import { FileTree } from "../files/file-tree";
import type { Mount } from "../files/mounted-files";

/** Files whose content is made when they are read, as those of /proc are; keys are absolute paths. */
export function liveMounts(files: Readonly<Record<string, () => string>>): Map<string, Mount> {
  const tree = new FileTree();
  const mounts = new Map<string, Mount>();
  const directory = tree.editDirectory("/");
  Object.entries(files).forEach(([path, read], index) => {
    directory?.entries.set(index.toString(), liveFile(read));
    mounts.set(path, { tree, path: `/${index}`, readonly: true });
  });
  return mounts;
}

/** A folder of nothing but such files, by their absolute paths in it. */
export function liveFolder(
  folder: string,
  files: Readonly<Record<string, () => string>>,
): Map<string, Mount> {
  const tree = new FileTree();
  for (const [path, read] of Object.entries(files)) {
    const inner = path.slice(folder.length);
    const at = inner.lastIndexOf("/");
    const parent = at === 0 ? "/" : inner.slice(0, at);
    tree.mkdir(parent);
    tree.editDirectory(parent)?.entries.set(inner.slice(at + 1), liveFile(read));
  }
  return new Map([[folder, { tree, readonly: true }]]);
}

function liveFile(read: () => string): FileNode {
  return {
    type: "file",
    mode: 0o444,
    uid: 0,
    gid: 0,
    mtime: Date.now(),
    get content() {
      return Buffer.from(read());
    },
  };
}
