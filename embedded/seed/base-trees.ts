import { FileTree } from "../files/file-tree";

/** What a node's root file system holds before anything of PVE is put into it. */
export function baseHostTree(): FileTree {
  const tree = new FileTree();
  for (const directory of ["/etc", "/root", "/tmp", "/usr/bin", "/var/log", "/dev", "/proc"]) {
    tree.mkdir(directory);
  }
  tree.write("/etc/os-release", osRelease("debian", "13", "trixie"));
  return tree;
}

/** What a container template unpacks to, by its file name. */
export function templateTree(fileName: string): FileTree | undefined {
  const [, id, version] = /^(debian|ubuntu)-([\d.]+)-/.exec(fileName) ?? [];
  if (id === undefined || version === undefined) return undefined;
  const tree = new FileTree();
  for (const directory of ["/etc/network", "/etc/ssh", "/root", "/tmp", "/usr/lib/systemd"]) {
    tree.mkdir(directory);
  }
  tree.write("/etc/os-release", osRelease(id, version, ""));
  tree.write("/etc/shadow", "root:*:20000:0:99999:7:::\n", { mode: 0o640, gid: 42 });
  const systemd = { "12": 252, "13": 257, "22.04": 249, "24.04": 255 }[version] ?? 257;
  if (!fileName.includes("-tiny_")) {
    tree.write(`/usr/lib/systemd/libsystemd-shared-${systemd}.so`, "");
  }
  return tree;
}

function osRelease(id: string, version: string, codename: string): string {
  return `ID=${id}\nVERSION_ID="${version}"\nVERSION_CODENAME=${codename}\n`;
}
