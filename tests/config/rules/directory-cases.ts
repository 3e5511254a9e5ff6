import type { Inventory } from "../inventory";
import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";

const share = (all: Required<Inventory>, volumes: object) =>
  set(all.hypervisor, { shared_volumes: volumes });
const both = { "950": "/data", "951": "/data" };

/** Mistakes about folders of the node that containers see. */
export const directoryRules: RuleCase[] = [
  {
    rule: "directory-owner",
    title: "an owner said in two ways",
    severity: "error",
    change: (all) =>
      share(all, { data: { host_path: "/srv/data", owner: "backup", owner_uid: 33 } }),
    at: "hypervisor.json: shared_volumes.data.owner",
    says: /is backup, and owner_uid or owner_gid is given as well/,
  },
  {
    rule: "directory-owner",
    title: "one folder for containers that map ids differently",
    severity: "error",
    change(all) {
      set(guest(all, 951), { lxc_options: ["lxc.idmap: u 0 200000 65536"] });
      share(all, { data: { host_path: "/srv/data", mounts: both } });
    },
    at: "hypervisor.json: shared_volumes.data",
    says: /the owner is 100000:100000 on the node for container 950, and 200000:100000 for container 951/,
  },
  {
    rule: "directory-owner",
    title: "an owner whom the container cannot have",
    severity: "error",
    change: (all) =>
      set(guest(all, 951), {
        lxc_options: ["lxc.idmap: u 0 100000 1000", "lxc.idmap: g 0 100000 1000"],
        mount_points: [{ host_path: "/srv/data", container_path: "/data", owner_uid: 1000 }],
      }),
    at: "lxc.json: lxc_configs.951.mount_points[0]",
    says: /owner_uid 1000 is no id that container 951 has/,
  },
  {
    rule: "directory-conflict",
    title: "one folder with two owners",
    severity: "error",
    change(all) {
      share(all, { data: { host_path: "/srv/data", mounts: { "950": "/data" } } });
      const mount = { host_path: "/srv//data/", container_path: "/data", owner_uid: 33 };
      set(guest(all, 951), { mount_points: [mount] });
    },
    at: "lxc.json: lxc_configs.951.mount_points[0]",
    says: /the folder \/srv\/data is 100033:100000 with any permissions here and 100000:100000 0755 elsewhere/,
  },
  {
    rule: "duplicate-mount-point",
    title: "a shared volume where the container has a volume of its own",
    severity: "error",
    change(all) {
      const volume = { pool: "tank-lxc", size_gb: 1, mount_point: "/data" };
      set(guest(all, 951), { volumes: [volume] });
      share(all, { data: { host_path: "/srv/data", mounts: { "951": "/data" } } });
    },
    at: "hypervisor.json: shared_volumes.data.mounts.951",
    says: /the mount point \/data is already taken by the volume \/data/,
  },
  {
    rule: "clone-source-bind-mounts",
    title: "a shared volume in a layer",
    severity: "error",
    change: (all) => share(all, { data: { host_path: "/srv/data", mounts: { "901": "/data" } } }),
    at: "lxc.json: lxc_configs.950.clone_from_ctid",
    says: /container 901 has bind mounts/,
  },
  {
    rule: "pool-unknown",
    title: "a shared dataset in a pool that is not declared",
    severity: "error",
    change: (all) =>
      set(all.hypervisor, { shared_zfs_volumes: { models: { pool: "tanc", size_gb: 10 } } }),
    at: "hypervisor.json: shared_zfs_volumes.models.pool",
    says: /pool tanc is not declared; did you mean tank\?/,
  },
  {
    rule: "shared-volume-guest-unknown",
    title: "a shared dataset in a container that is not declared",
    severity: "error",
    change(all) {
      const models = { pool: "tank", size_gb: 10, mounts: { "959": "/models" } };
      set(all.hypervisor, { shared_zfs_volumes: { models } });
    },
    at: "hypervisor.json: shared_zfs_volumes.models.mounts.959",
    says: /container 959 is not declared/,
  },
];

/** What comes near. */
export const harmlessDirectories: HarmlessCase[] = [
  {
    rule: "directory-owner",
    title: "containers that map ids differently, where the owner is the node's",
    change(all) {
      set(guest(all, 951), { lxc_options: ["lxc.idmap: u 0 200000 65536"] });
      share(all, { data: { host_path: "/srv/data", mounts: both, owner: "backup:users" } });
    },
  },
  {
    rule: "directory-conflict",
    title: "the same folder with the same owner in several places",
    change(all) {
      share(all, { data: { host_path: "/srv/data", mounts: { "950": "/data" }, owner_uid: 33 } });
      const mount = { host_path: "/srv/data/", container_path: "/data", owner_uid: 33 };
      set(guest(all, 951), { mount_points: [mount] });
    },
  },
];
