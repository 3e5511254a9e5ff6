import { mirrorSpec } from "./pool-spec";
import { Resource, type World } from "./world";

const common = { disable: false, nodes: [] };

/** A storage of every type. */
export const storageSpecs = {
  dir: { ...common, storage: "files", type: "dir", path: "/quickOS", content: ["iso", "vztmpl"] },
  zfspool: {
    ...{ ...common, storage: "guests", type: "zfspool", pool: "quickOS" },
    ...{ mountpoint: "/quickOS", content: ["images", "rootdir"] },
  },
  nfs: {
    ...{ ...common, storage: "remote", type: "nfs", server: "10.0.0.50", export: "/backup" },
    content: ["backup"],
  },
  cifs: {
    ...{ ...common, storage: "media", type: "cifs", server: "10.0.0.50", share: "media" },
    ...{ content: ["iso"], username: "reader", password: "as declared" },
  },
  lvmthin: {
    ...{ ...common, storage: "thin", type: "lvmthin", vgname: "fast", thinpool: "data" },
    content: ["images", "rootdir"],
  },
} as const;

/** What the storages stand on: a pool, a thin pool, and a server in the network. */
export async function makeGround(world: World): Promise<void> {
  await new Resource(world, "pool", mirrorSpec).up();
  await world.shell("pvcreate /dev/nvme2n1 && vgcreate fast /dev/nvme2n1 && lvcreate -T fast/data");
  const server = {
    address: "10.0.0.50",
    exports: ["/backup", "/other"],
    shares: { media: { username: "reader", password: "let me in" } },
  };
  await world.shell("mkdir -p /var/lib/embedded");
  await world.shell(`echo '${JSON.stringify([server])}' > /var/lib/embedded/servers.json`);
}
