import type { HarmlessCase, RuleCase } from "./cases";
import { guest, set } from "./cases";
import type { Inventory } from "../inventory";

const gpus = (all: Required<Inventory>, first: object, second: object) =>
  set(all.hypervisor["host"], {
    gpus: [
      { index: 0, ...first },
      { index: 1, ...second },
    ],
  });

const cards = ["0000:01:00.0", "0000:04:00.0"];
const [first, second] = ["0000:01:00.0", "04:00.0"];

/** Mistakes about what GPUs are for. */
export const gpuRules: RuleCase[] = [
  {
    rule: "duplicate-gpu",
    title: "one card twice, with its domain and without",
    severity: "error",
    change: (all) => gpus(all, { pci_address: "0000:0A:00.0" }, { pci_address: "0a:00.0" }),
    at: "hypervisor.json: host.gpus[1].pci_address",
    says: /the card 0000:0a:00\.0 is already taken by host\.gpus\[0\]/,
  },
  {
    rule: "duplicate-gpu",
    title: "an index twice",
    severity: "error",
    change: (all) => gpus(all, {}, { index: 0 }),
    at: "hypervisor.json: host.gpus[1].index",
    says: /index 0 is already taken by host\.gpus\[0\]/,
  },
  {
    rule: "gpu-address",
    title: "a card for virtual machines without an address",
    severity: "error",
    change(all) {
      gpus(all, {}, { mode: "vfio" });
      set(guest(all, 901), { gpu_assignment: "0" });
    },
    at: "hypervisor.json: host.gpus[1].mode",
    says: /is vfio, which needs the card's pci_address/,
  },
  {
    rule: "gpu-address",
    title: "an address where the host has no card",
    severity: "error",
    change: (all) => gpus(all, { pci_address: first }, { pci_address: "09:00.0" }),
    knowledge: { gpuAddresses: cards },
    at: "hypervisor.json: host.gpus[1].pci_address",
    says: /is 09:00\.0, where the host has no NVIDIA card; its cards are 0000:01:00\.0, 0000:04:00\.0/,
  },
  {
    rule: "gpu-address",
    title: "an address of another card than the index says",
    severity: "error",
    change: (all) => gpus(all, {}, { pci_address: first }),
    knowledge: { gpuAddresses: cards },
    at: "hypervisor.json: host.gpus[1].pci_address",
    says: /is 0000:01:00\.0, which is card 0 of the host, but the entry's index is 1/,
  },
  {
    rule: "gpu-given-away",
    title: "a GPU of virtual machines in a container",
    severity: "error",
    change(all) {
      gpus(all, { pci_address: first }, { pci_address: second, mode: "vfio" });
      set(guest(all, 950), { gpu_assignment: "0" });
    },
    at: "lxc.json: lxc_configs.901.gpu_assignment",
    says: /names GPU 1, which host\.gpus\[1\]\.mode gives to virtual machines \(vfio\)/,
  },
];

/** Declarations of GPUs with nothing wrong. */
export const harmlessGpus: HarmlessCase[] = [
  {
    rule: "gpu-address",
    title: "addresses that are the host's, with a domain and without",
    change: (all) => gpus(all, { pci_address: first }, { pci_address: second }),
    knowledge: { gpuAddresses: cards },
  },
  {
    rule: "gpu-given-away",
    title: "containers that have the other GPU",
    change(all) {
      gpus(all, { pci_address: first, mode: "vfio" }, { pci_address: second, mode: "lxc" });
      for (const vmid of [901, 950]) set(guest(all, vmid), { gpu_assignment: "1" });
    },
    knowledge: { gpuAddresses: cards },
  },
];
