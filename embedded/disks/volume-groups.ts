import type { MountedFiles } from "../files/mounted-files";

/** LVM keeps a text of each volume group here after every change (lvm.conf(5), backup_dir). */
const folder = "/etc/lvm/backup";

/** Makes an empty volume group of these devices. */
export function addVolumeGroup(
  files: MountedFiles,
  name: string,
  devices: readonly string[],
): void {
  write(files, name, { devices: [...devices], pools: [] });
}

/** Makes a thin pool; false where there is no such volume group. */
export function addThinPool(files: MountedFiles, group: string, name: string): boolean {
  const known = read(files, group);
  if (known === undefined) return false;
  write(files, group, { ...known, pools: [...known.pools, name] });
  return true;
}

/** Names of the thin pools of a volume group; undefined where there is none of this name. */
export function thinPools(files: MountedFiles, group: string): readonly string[] | undefined {
  return read(files, group)?.pools;
}

interface Group {
  readonly devices: readonly string[];
  readonly pools: readonly string[];
}

function write(files: MountedFiles, name: string, { devices, pools }: Group): void {
  const physical = devices.map((path, at) => `\t\tpv${at} {\n\t\t\tdevice = "${path}"\n\t\t}\n`);
  const logical = pools.map(
    (pool) => `\t\t${pool} {\n\t\t\tsegment1 {\n\t\t\t\ttype = "thin-pool"\n\t\t\t}\n\t\t}\n`,
  );
  const text =
    `${name} {\n\tstatus = ["RESIZEABLE", "READ", "WRITE"]\n` +
    `\n\tphysical_volumes {\n${physical.join("")}\t}\n` +
    `\n\tlogical_volumes {\n${logical.join("")}\t}\n}\n`;
  files.write(`${folder}/${name}`, text, { mode: 0o600 });
}

function read(files: MountedFiles, name: string): Group | undefined {
  const text = name === "" ? undefined : files.readText(`${folder}/${name}`);
  if (text === undefined) return undefined;
  const devices = [...text.matchAll(/device = "(.*)"/g)].map(([, path = ""]) => path);
  const pools = [
    ...text.matchAll(/^\t\t(\S+) \{\n\t\t\tsegment1 \{\n\t\t\t\ttype = "thin-pool"/gm),
  ];
  return { devices, pools: pools.map(([, pool = ""]) => pool) };
}
