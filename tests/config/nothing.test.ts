import { declaresNothing } from "../../config/nothing";
import { inventory, load, type Inventory } from "./inventory";

const empty: Inventory = {
  hypervisor: { zfs: { pools: [], datasets: [] } } as never,
  lxc: { lxc_configs: {} },
  vm: { vms: [] } as never,
  stacks: { docker_stacks: {} },
};

function isNothing(documents: Inventory): boolean {
  const { config } = load(documents);
  if (config === undefined) throw new Error("it does not load");
  return declaresNothing(config);
}

test("files in which nothing stands declare nothing", () => {
  expect(isNothing(empty)).toBe(true);
});

test.each<[string, object]>([
  ["a pool", { zfs: { pools: inventory().hypervisor["zfs"]?.["pools"], datasets: [] } }],
  ["a time zone", { timezone: "Europe/Berlin" }],
  ["packages", { packages: ["jq"] }],
  ["a firewall that is off", { firewall: { enabled: false } }],
])("%s is something", (_, given) => {
  const hypervisor = { ...empty.hypervisor, ...given } as never;
  expect(isNothing({ ...empty, hypervisor })).toBe(false);
});
