import type { Json } from "../../embedded/contract";
import { owner } from "./layer-spec";
import { mappingSpec } from "./pci-mapping-spec";
import { makeTemplateVm, vmSpec } from "./vm-spec";
import { Resource, World } from "./world";

const file = "/etc/pve/mapping/pci.cfg";
const line =
  "\tmap id=10de:2d04,iommugroup=13,node=phoenix,path=0000:04:00,subsystem-id=1462:5294\n";

let prepared: Json;
let world: World;
let mapping: Resource;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await makeTemplateVm(first);
  prepared = first.embedded.snapshotState();
  await first.close();
});

beforeEach(async () => {
  world = await World.open(prepared);
  mapping = new Resource(world, "pcimapping", mappingSpec);
});

afterEach(() => world.close());

test("a card gets a name, with what Proxmox compares before a machine starts", async () => {
  expect([await mapping.up(), await mapping.up()]).toEqual(["created", "unchanged"]);
  expect(await world.shell(`cat ${file}`)).toBe(`gpu1\n${line}\n`);
});

test("only a mapping that this stack made is taken away again", async () => {
  await mapping.up();
  await mapping.delete();
  expect(await world.shell(`cat ${file}`)).toBe("");
  await world.shell(`printf 'gpu1\\n${line}\\n' > ${file}`);
  mapping.forget();
  expect(await mapping.up()).toBe("created");
  await mapping.delete();
  expect(await world.shell(`cat ${file}`)).toContain("gpu1");
});

test("what it stands for on other nodes is left alone", async () => {
  const other = line.replace("node=phoenix", "node=other");
  await world.shell(`mkdir -p /etc/pve/mapping; printf 'gpu1\\n${line}${other}\\n' > ${file}`);
  expect(await mapping.up()).toBe("created");
  await world.shell(`sed -i '0,/10de/s//10df/' ${file}`);
  const before = world.mutations;
  await expect(mapping.up()).rejects.toThrow("stands for devices of other nodes as well");
  expect(world.mutations).toBe(before);
});

test("what others added for their nodes stays when it is taken out", async () => {
  await mapping.up();
  const other = line.replace("node=phoenix", "node=other");
  await world.shell(`printf 'gpu1\\n${line}${other}\\n' > ${file}`);
  await world.shell("mkdir -p /etc/pve/nodes/other");
  await mapping.delete();
  expect(await world.shell(`cat ${file}`)).toContain("node=other");
  expect(await world.shell(`cat ${file}`)).not.toContain("node=phoenix");
});

test("one of a person's, for another device, is not taken over", async () => {
  const theirs = line.replace("0000:04:00", "0000:05:00");
  await world.shell(`mkdir -p /etc/pve/mapping; printf 'gpu1\\n${theirs}' > ${file}`);
  const before = world.mutations;
  await expect(mapping.up()).rejects.toThrow(
    "gpu1 was not made by this stack and stands for 0000:05:00",
  );
  expect(world.mutations).toBe(before);
});

test("a card that the node has not is refused", async () => {
  mapping.inputs = { ...mappingSpec, path: "0000:99:00" };
  await expect(mapping.preview()).rejects.toThrow("the node has no PCI device 0000:99:00");
});

test("a machine gets the card by that name, and no other one at the same time", async () => {
  await mapping.up();
  const vm = new Resource(world, "vm", { ...vmSpec, hostpci: ["gpu1"] });
  expect([await vm.up(), await vm.up()]).toEqual(["created", "unchanged"]);
  expect(await world.shell("qm config 1001")).toContain("hostpci0: mapping=gpu1\n");
  const second = {
    ...vmSpec,
    vmid: 1002,
    name: "second",
    tags: [`${owner}+1002`, "web"].sort(),
    hostpci: ["gpu1"],
  };
  await expect(new Resource(world, "vm", second).up()).rejects.toThrow(
    "PCI device '0000:04:00' already in use by VMID '1001'",
  );
  vm.inputs = { ...vmSpec, hostpci: [] };
  expect(await vm.up()).toBe("updated");
  expect(await world.shell("qm config 1001")).not.toContain("hostpci");
});

test("a machine does not start with a card that is another one by now", async () => {
  await mapping.up();
  const vm = new Resource(world, "vm", { ...vmSpec, hostpci: ["gpu1"], running: false });
  await vm.up();
  await world.shell(`sed -i s/iommugroup=13/iommugroup=14/ ${file}`);
  await expect(world.shell("qm start 1001")).rejects.toThrow("'iommugroup' does not match");
  expect(await mapping.up()).toBe("updated");
  await world.shell("qm start 1001");
});
