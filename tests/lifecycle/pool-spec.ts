import type { PoolSpec } from "../../providers/pool/schema";
import type { World } from "./world";

const link = (name: string) => `/dev/disk/by-id/${name}`;

/** The disks of the embedded host that carry nothing. */
export const freeDisks = {
  a: link("nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100001A"),
  b: link("nvme-Samsung_SSD_990_PRO_2TB_S7DNNJ0X100002B"),
  c: link("nvme-Samsung_SSD_990_PRO_4TB_S7KGNU0X200003C"),
} as const;

/** A mirror of two disks with nothing beside it. */
export const mirrorSpec = {
  name: "quickOS",
  vdevs: [{ type: "mirror", disks: [freeDisks.a, freeDisks.b] }],
  ...{ log: [], special: [], dedup: [], cache: [], spare: [] },
  properties: { autotrim: "on" },
  filesystemProperties: { compression: "lz4", atime: "off" },
} satisfies PoolSpec;

/** Disk images of one size that a pool can be made of as well as of disks. */
export async function makeImages(world: World, ...names: readonly string[]): Promise<string[]> {
  await world.shell("mkdir -p /srv/images");
  for (const name of names) await world.shell(`truncate -s 1G /srv/images/${name}`);
  return names.map((name) => `/srv/images/${name}`);
}
