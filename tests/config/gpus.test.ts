import { deviceNumbers, normaliseGpus } from "../../config/normalise/gpus";
import { inventory } from "./inventory";
import { loadDocuments } from "../../config/load";

const listed = (...modes: readonly ("lxc" | "vfio")[]) =>
  modes.map((mode, index) => ({ index, mode }));

test.each([
  [[0, 1], listed("lxc", "lxc"), [0, 1]],
  [[0, 1], undefined, [0, 1]],
  [[1], listed("vfio", "lxc"), [0]],
  [[0], listed("lxc", "vfio"), [0]],
  [[0, 2, 3], listed("lxc", "vfio", "lxc"), [0, 1, 2]],
  [[2], listed("vfio", "vfio"), [0]],
  [[1], [{ index: 0, mode: "vfio" as const }], [0]],
])("GPUs %j of %j are the device nodes %j", (indexes, gpus, numbers) => {
  expect(deviceNumbers(indexes, gpus)).toEqual(numbers);
});

test("addresses get their domain, and GPUs without one are left alone", () => {
  expect(
    normaliseGpus([
      { index: 0, pci_address: "0A:00.0" },
      { index: 1, pci_address: "0001:0b:00.0", mode: "vfio" },
      { index: 2 },
    ]),
  ).toEqual([
    { index: 0, address: "0000:0a:00.0", mode: "lxc" },
    { index: 1, address: "0001:0b:00.0", mode: "vfio" },
  ]);
});

test("a container's device nodes follow when a card before its own is given away", () => {
  const all = inventory();
  Object.assign(all.hypervisor["host"] ?? {}, {
    gpus: [{ index: 0, pci_address: "01:00.0", mode: "vfio" }, { index: 1 }],
  });
  for (const vmid of ["901", "950"]) {
    Object.assign(all.lxc["lxc_configs"]?.[vmid] ?? {}, { gpu_assignment: "1" });
  }
  const { config } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: all.hypervisor },
    lxc: { file: "lxc.json", document: all.lxc },
    vm: { file: "vm.json", document: all.vm },
    stacks: { file: "stacks.json", document: all.stacks },
  });
  const guest = config?.containers.find(({ vmid }) => vmid === 950);
  expect([guest?.gpu_assignment, guest?.gpu_devices]).toEqual([[1], [0]]);
});
