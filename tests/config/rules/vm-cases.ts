import type { Inventory } from "../inventory";
import type { HarmlessCase, RuleCase } from "./cases";
import { set } from "./cases";

const vmOf = (all: Required<Inventory>, at = 0) => all.vm["vms"]?.[at];

/** A second VM that is a clone of the first one. */
function addClone(all: Required<Inventory>, members: object = {}): void {
  const list = all.vm["vms"] as unknown as object[];
  list.push({ vmid: 1002, name: "copy", clone_from_vmid: 1001, ...members });
}

/** Mistakes about virtual machines. */
export const vmCases: RuleCase[] = [
  {
    rule: "vm-incomplete",
    title: "a VM whose memory nothing says",
    severity: "error",
    change: (all) => Reflect.deleteProperty(all.vm["vm_defaults"] ?? {}, "memory_mb"),
    at: "vm.json: vms[0]",
    says: /has no memory_mb, and neither has vm_defaults/,
  },
  {
    rule: "vm-incomplete",
    title: "a VM without a number",
    severity: "error",
    change: (all) => Reflect.deleteProperty(vmOf(all) ?? {}, "vmid"),
    at: "vm.json: vms[0]",
    says: /has no vmid$/,
  },
  {
    rule: "vm-agent",
    title: "features in a VM whose guest agent is off",
    severity: "error",
    change: (all) => set(vmOf(all), { features: ["docker"], guest_agent: false }),
    at: "vm.json: vms[0].guest_agent",
    says: /health checks need the guest agent/,
  },
  {
    rule: "feature-needs",
    title: "a feature in a VM that works with the node's driver",
    severity: "error",
    change: (all) => set(vmOf(all), { features: ["docker", "nvidia"] }),
    at: "vm.json: vms[0].features",
    says: /nvidia works with the node's driver of its GPUs, which only containers share: a VM that is handed a GPU \(gpu_assignment\) has it to itself, and needs a driver in its own image$/,
  },
  {
    rule: "feature-options",
    title: "an option that a feature of a VM has not",
    severity: "error",
    change: (all) =>
      set(vmOf(all), { features: ["docker"], feature_options: { docker: { versoin: "1" } } }),
    at: "vm.json: vms[0].feature_options.docker.versoin",
    says: /is no option of this feature/,
  },
  {
    rule: "feature-distribution",
    title: "a feature in a VM of an image that does not say what it is",
    severity: "error",
    change: (all) => {
      set(all.vm["vm_images"]?.[0], { name: "own.img" });
      set(vmOf(all), { template_image: "own.img", features: ["docker"] });
    },
    at: "vm.json: vms[0].features",
    says: /its image does not say what it is/,
  },
  {
    rule: "no-template-no-clone",
    title: "a VM of which nothing says what it is made of",
    severity: "error",
    change: (all) => Reflect.deleteProperty(vmOf(all) ?? {}, "template_image"),
    at: "vm.json: vms[0]",
    says: /neither template_image nor clone_from_vmid/,
  },
  {
    rule: "template-and-clone",
    title: "a VM of an image and of another VM",
    severity: "error",
    change(all) {
      set(vmOf(all), { is_template: true });
      addClone(all, { template_image: "noble.img" });
    },
    at: "vm.json: vms[1].template_image",
    says: /together with clone_from_vmid 1001/,
  },
  {
    rule: "vm-image-unknown",
    title: "an image that is not declared",
    severity: "error",
    change: (all) => set(vmOf(all), { template_image: "nobel.img" }),
    at: "vm.json: vms[0].template_image",
    says: /nobel.img is not in vm_images.*did you mean noble.img\?/,
  },
  {
    rule: "duplicate-name",
    title: "an image that is declared twice",
    severity: "error",
    change(all) {
      const list = all.vm["vm_images"] as unknown as object[];
      list.push({ ...list[0] });
    },
    at: "vm.json: vm_images[1].name",
    says: /image noble.img is declared twice/,
  },
  {
    rule: "clone-source-no-layer",
    title: "a clone of a VM that is no template",
    severity: "error",
    change: (all) => addClone(all),
    at: "vm.json: vms[1].clone_from_vmid",
    says: /VM 1001 is no template/,
  },
  {
    rule: "clone-rootfs-smaller",
    title: "a clone of a VM with a smaller disk",
    severity: "error",
    change(all) {
      set(vmOf(all), { is_template: true });
      addClone(all, { disk_size_gb: 7 });
    },
    at: "vm.json: vms[1].disk_size_gb",
    says: /is 7 GiB, smaller than the 8 GiB of its source 1001/,
  },
  {
    rule: "linked-clone",
    title: "a linked clone of a VM that is not converted",
    severity: "error",
    change(all) {
      set(vmOf(all), { template_snapshot_name: "ready" });
      addClone(all, { clone_mode: "linked" });
    },
    at: "vm.json: vms[1].clone_mode",
    says: /needs is_template on its source 1001/,
  },
  {
    rule: "linked-clone",
    title: "a linked clone of a VM on another storage",
    severity: "error",
    change(all) {
      set(vmOf(all), { is_template: true });
      addClone(all, { storage_pool: "local-lvm" });
    },
    at: "vm.json: vms[1].storage_pool",
    says: /is local-lvm, but a linked clone lies where its source lies: local-zfs/,
  },
  {
    rule: "vm-disk",
    title: "a disk at the place of the one that is booted from",
    severity: "error",
    change: (all) => set(vmOf(all), { disks: [{ disk: "scsi0", size_gb: 1 }] }),
    at: "vm.json: vms[0].disks[0].disk",
    says: /scsi0 is taken/,
  },
  {
    rule: "template-running",
    title: "a VM that is a template and shall run",
    severity: "error",
    change: (all) => set(vmOf(all), { is_template: true, running: true }),
    at: "vm.json: vms[0].running",
    says: /starts no VM that is_template has converted/,
  },
  {
    rule: "gpu-not-given",
    title: "a GPU that is kept for containers",
    severity: "error",
    change: (all) => set(vmOf(all), { gpu_assignment: "1" }),
    at: "vm.json: vms[0].gpu_assignment",
    says: /names GPU 1, which host.gpus does not give to virtual machines/,
  },
  {
    rule: "feature-secrets",
    title: "a secret that a feature of a VM does not take",
    severity: "error",
    change: (all) =>
      set(vmOf(all), {
        features: ["jupyterlab"],
        feature_secrets: { jupyterlab: { password: "one" } },
      }),
    at: "vm.json: vms[0].feature_secrets.jupyterlab.password",
    says: /is no secret of this feature: it takes token/,
  },
  {
    rule: "feature-secrets",
    title: "a secret for a feature that a VM does not have",
    severity: "warning",
    change: (all) => set(vmOf(all), { feature_secrets: { jupyterlab: { token: "one" } } }),
    at: "vm.json: vms[0].feature_secrets.jupyterlab",
    says: /does nothing: jupyterlab is none of this virtual machine's features/,
  },
  {
    rule: "health-gpus",
    title: "a check of a VM that wants a GPU it has not",
    severity: "error",
    change: (all) => set(vmOf(all), { health_checks: [{ gpus: 1 }] }),
    at: "vm.json: vms[0].health_checks",
    says: /wants 1 GPUs, and gpu_assignment gives the VM 0/,
  },
  {
    rule: "health-kind",
    title: "a check of a VM of two kinds",
    severity: "error",
    change: (all) => set(vmOf(all), { health_checks: [{ tcp: 22, unit: "ssh" }] }),
    at: "vm.json: vms[0].health_checks[0]",
    says: /says several things to check/,
  },
  {
    rule: "no-effect",
    title: "checks of a VM that does not run",
    severity: "warning",
    change: (all) => set(vmOf(all), { running: false, health_checks: [{ unit: "ssh" }] }),
    at: "vm.json: vms[0].health_checks",
    says: /does nothing: the VM does not run/,
  },
  {
    rule: "vm-agent",
    title: "checks of a VM whose guest agent is off",
    severity: "error",
    change: (all) => set(vmOf(all), { guest_agent: false, health_checks: [{ unit: "ssh" }] }),
    at: "vm.json: vms[0].guest_agent",
    says: /health checks need the guest agent/,
  },
  {
    rule: "duplicate-ip",
    title: "an address of a VM's second card",
    severity: "error",
    change: (all) => set(vmOf(all), { secondary_network_config: { ip: "10.0.0.150/24" } }),
    at: "vm.json: vms[0].secondary_network_config.ip",
    says: /10.0.0.150/,
  },
];

/** What comes near. */
export const harmlessVms: HarmlessCase[] = [
  {
    rule: "vm-image-unknown",
    title: "a volume that is there",
    change: (all) => set(vmOf(all), { template_image: "local:import/mine.qcow2" }),
  },
  {
    rule: "linked-clone",
    title: "a full clone on another storage",
    change(all) {
      set(vmOf(all), { is_template: true });
      addClone(all, { storage_pool: "local-lvm", clone_mode: "full" });
    },
  },
  {
    rule: "gpu-not-given",
    title: "a card that is for virtual machines",
    change(all) {
      set(all.hypervisor["host"], {
        gpus: [{ index: 0 }, { index: 1 }, { index: 2, mode: "vfio", pci_address: "0000:09:00.0" }],
      });
      set(vmOf(all), { gpu_assignment: "2" });
    },
  },
];
