import { inventory, load } from "./inventory";
import { guest, set } from "./rules/cases";

test("a shared volume is a bind mount of every container that it lists, and a folder of root's in them", () => {
  const all = inventory();
  const data = { host_path: "/srv/data/", mounts: { "950": "/data", "951": "/srv" }, mode: "0770" };
  set(all.hypervisor, { shared_volumes: { data: { ...data, read_only: true } } });
  set(guest(all, 951), { mount_points: [{ host_path: "/srv/own", container_path: "/own" }] });
  const { declaration } = load(all);
  const mounts = Object.fromEntries(
    declaration.containers?.map(({ vmid, mount_points }) => [vmid, mount_points]) ?? [],
  );
  const shared = { host_path: "/srv/data/", read_only: true };
  expect(mounts["950"]).toEqual([{ ...shared, container_path: "/data" }]);
  expect(mounts["951"]).toEqual([
    { host_path: "/srv/own", container_path: "/own" },
    { ...shared, container_path: "/srv" },
  ]);
  expect(declaration.hypervisor?.directories).toEqual([
    { path: "/srv/data", owner: "100000:100000", mode: "0770" },
  ]);
});

test("a shared dataset has its quota, and its folder is seen like any other", () => {
  const all = inventory();
  const models = { pool: "tank", size_gb: 50, mounts: { "950": "/models" }, owner: "backup" };
  set(all.hypervisor, { shared_zfs_volumes: { models } });
  const { hypervisor, containers } = load(all).declaration;
  expect(hypervisor?.datasets.at(-1)).toEqual({
    name: "tank/models",
    pool: "tank",
    properties: { quota: "50G" },
  });
  expect(hypervisor?.directories).toEqual([
    { path: "/tank/models", owner: "backup:backup", mode: "0755" },
  ]);
  const found = containers?.find(({ vmid }) => vmid === 950);
  expect(found?.mount_points).toEqual([{ host_path: "/tank/models", container_path: "/models" }]);
});

test("the owner of a bind mount is one on the node as well, and a folder without one is left alone", () => {
  const all = inventory();
  set(guest(all, 950), {
    unprivileged: false,
    mount_points: [
      { host_path: "/srv/b", container_path: "/b", owner_gid: 44 },
      { host_path: "/srv/a", container_path: "/a" },
    ],
  });
  set(guest(all, 951), {
    mount_points: [{ host_path: "/srv/c", container_path: "/c", owner_uid: 1000, owner_gid: 44 }],
  });
  expect(load(all).declaration.hypervisor?.directories).toEqual([
    { path: "/srv/b", owner: "0:44" },
    { path: "/srv/c", owner: "101000:100044" },
  ]);
});
