import type { FileTree } from "../../embedded/files/file-tree";
import type { MountedFiles } from "../../embedded/files/mounted-files";
import type { Zfs } from "../../embedded/zfs/zfs";

/** What the recorded host was made of and what happened on it between the recorded commands. */
export interface History {
  readonly files: MountedFiles;
  readonly zfs: Zfs;
}

const mebibyte = 1024 ** 2;

/** The devices that pools were made of: sparse files and one disk with a file system. */
export function prepareDevices({ files }: History, root: FileTree): void {
  for (let index = 1; index <= 8; index++) files.truncate(`/var/tmp/v${index}`, 200 * mebibyte);
  files.truncate("/var/tmp/v9", 64 * mebibyte);
  files.truncate("/var/tmp/tiny", mebibyte);
  for (const name of ["zz/d1", "zz/d2", "zz/d3", "zz/d4", "zz/d5", "hh/a"]) {
    files.write(`/var/tmp/${name}`, "");
    files.truncate(`/var/tmp/${name}`, 300 * mebibyte);
  }
  root.view.mknod("/dev/vda", 254, 0, {}, "block-device");
  files.write("/sys/block/vda/size", "25165824\n");
  files.write("/proc/mounts", "/dev/vda / ext4 rw,relatime 0 0\n");
}

/** The files that guests' rows speak of. */
export function prepareGuests({ files, zfs }: History): void {
  files.write("/var/lib/vz/template/cache/debian-13-tiny_1_amd64.tar.zst", "archive");
  files.write("/root/pushme", "pushed");
  const key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJzrbMM0xWvCOYHzZgsCtOcGX0mHW1c9bKLz0dKYwOL8 test";
  files.write("/root/.ssh/authorized_keys", `${key}\n`, { mode: 0o600 });
  for (const [vmid, name] of [
    [104, "newname"],
    [105, "x5"],
    [120, "linked"],
    [121, "linked"],
  ] as const) {
    zfs.create(`rpool/data/subvol-${vmid}-disk-0`, { refquota: "1G" });
    const rootfs = `local-zfs:subvol-${vmid}-disk-0,size=1G`;
    const conf = `arch: amd64\nhostname: ${name}\nmemory: 512\nostype: debian\nrootfs: ${rootfs}\nunprivileged: 1\n`;
    files.write(`/etc/pve/nodes/pve1/lxc/${vmid}.conf`, conf);
  }
}

/** What happened right before a recorded line. */
export function happenBefore(line: number, { files, zfs }: History): void {
  zfs.host = { ...zfs.host, busy: (dataset) => isBusy(line, dataset) };
  if (line === 187) files.write("/t1/a/content", Buffer.alloc(8_437_760));
  if (line === 1313) {
    zfs.createPool("tank", ["/var/tmp/zz/d1"]);
    zfs.create("tank/ct");
  }
  if (line === 1370) zfs.destroyPool("tank");
  if (line === 1637) {
    for (const disk of [0, 1]) {
      const name = `rpool/data/subvol-401-disk-${disk}`;
      if (!zfs.exists(name)) zfs.create(name, { refquota: "1G" });
    }
    files.write("/etc/pve/nodes/pve1/lxc/401.conf", idmapped);
  }
  if (line === 1390) {
    zfs.createPool("tank", ["mirror", "/var/tmp/zz/d1", "/var/tmp/zz/d2"]);
    const mirror = zfs.state.pool("tank")?.vdevs.normal[0];
    if (mirror?.children[1]) mirror.children[1].state = "OFFLINE";
    zfs.exportPool("tank");
  }
  if (line === 1400) {
    zfs.destroyPool("tank");
    zfs.createPool("tank", ["/var/tmp/zz/d3"]);
    zfs.exportPool("tank");
    files.remove("/var/tmp/zz/d3");
  }
  if (line === 1401) {
    files.write("/var/tmp/zz/d3", "");
    files.truncate("/var/tmp/zz/d3", 300 * mebibyte);
  }
  if (line === 1407 && zfs.state.pool("tank")) zfs.destroyPool("tank");
  if (line === 1570) {
    if (zfs.state.pool("h1")) zfs.destroyPool("h1");
    files.write("/var/tmp/hh/b", "");
    files.truncate("/var/tmp/hh/b", 300 * mebibyte);
    zfs.createPool("tank", ["mirror", "/var/tmp/hh/a", "/var/tmp/hh/b"]);
    zfs.exportPool("tank");
    files.remove("/var/tmp/hh/b");
  }
  if (line === 1578) files.write("/var/tmp/hh/b", "");
  if (line === 1449) {
    zfs.createPool("h1", ["/var/tmp/hh/a"]);
    for (const name of ["a", "b", "r"])
      zfs.create(`h1/${name}`, name === "b" ? {} : { quota: "50M" });
    zfs.snapshot("h1/r", "s1");
    const received = zfs.state.dataset("h1/r");
    received?.properties.clear();
    for (const [name, value] of [
      ["quota", "52428800"],
      ["recordsize", "16384"],
      ["compression", "gzip"],
      ["iac:owner", "x"],
    ] as const) {
      received?.received.set(name, value);
    }
  }
}

const idmapped = `arch: amd64
hostname: idm
memory: 256
mp0: local-zfs:subvol-401-disk-1,mp=/srv/data,size=1G
net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:04:01,ip=10.99.0.41/24,type=veth
ostype: debian
rootfs: local-zfs:subvol-401-disk-0,size=1G
swap: 512
unprivileged: 1
lxc.idmap: u 0 100000 1000
lxc.idmap: g 0 100000 1000
`;

/** Processes of the recorded host held these. */
function isBusy(line: number, dataset: string): boolean {
  if (dataset === "t2") return line >= 139 && line < 160;
  if (dataset === "t1/many") return line >= 314 && line < 384;
  return dataset === "h1/b" && line < 1464;
}
