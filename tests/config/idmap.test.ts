import { hostId, isUnprivileged } from "../../config/idmap";
import type { ContainerConfig } from "../../config/types";

test.each([
  ["u", 0, {}, 100_000],
  ["g", 65_535, {}, 165_535],
  ["u", 65_536, {}, undefined],
  ["u", 1000, { unprivileged: false }, 1000],
  ["u", 5, { lxc_options: ["lxc.idmap: u 0 200000 10", "lxc.idmap: g 0 300000 10"] }, 200_005],
  ["g", 5, { lxc_options: ["lxc.idmap: u 0 200000 10", "lxc.idmap: g 0 300000 10"] }, 300_005],
  ["u", 10, { lxc_options: ["lxc.idmap: u 0 200000 10"] }, undefined],
  ["u", 12, { lxc_options: ["lxc.idmap: u 0 1 10", "lxc.idmap: u 10 5000 5"] }, 5002],
] as const)("the id of %s %d in a container with %j is %s on the node", (kind, id, how, wanted) => {
  expect(hostId(kind, id, { unprivileged: true, lxc_options: [], ...how })).toBe(wanted);
});

test("a clone is as unprivileged as what it is cloned from", () => {
  const clone = (vmid: number, more: object) => ({ vmid, lxc_options: [], ...more }) as never;
  const all = new Map<number, ContainerConfig>([
    [900, clone(900, { unprivileged: false })],
    [901, clone(901, { clone_from_ctid: 900 })],
    [910, clone(910, {})],
    [920, clone(920, { clone_from_ctid: 920 })],
  ]);
  const found = [...all.values()].map((container) => isUnprivileged(container, all));
  expect(found).toEqual([false, false, true, true]);
});
