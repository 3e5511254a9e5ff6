import { needsAgent, isLayer } from "../layers";
import { suggestion } from "../nearest";
import type { VmConfig } from "../types";
import type { Path } from "../diagnostics";
import type { RuleId } from "../rule-catalogue";
import { vmOrigin, type Rule, type RuleContext } from "./context";

/** What a virtual machine needs, and what Proxmox can make it of. */
export const vmRules: Rule[] = [
  whole,
  origins,
  images,
  sources,
  disks,
  templates,
  cards,
  agents,
  doubleImages,
];

/** Without these nothing can be made. */
function whole({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    for (const key of ["vmid", "cores", "memory_mb", "disk_size_gb", "storage_pool"] as const) {
      if (vm[key] !== undefined) continue;
      const where = key === "vmid" ? "" : `, and neither has vm_defaults`;
      fail(report, vm, [], "vm-incomplete", `has no ${key}${where}`);
    }
  }
}

/** A machine is made of an image or of another machine, and of one only. */
function origins({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    const [image, source] = [vm.template_image, vm.clone_from_vmid];
    if (image !== undefined && source !== undefined) {
      const message = `is given together with clone_from_vmid ${source}; a VM is made of one of them`;
      fail(report, vm, ["template_image"], "template-and-clone", message);
    }
    if (image === undefined && source === undefined) {
      const message =
        "has neither template_image nor clone_from_vmid, so nothing says what it is made of";
      fail(report, vm, [], "no-template-no-clone", message);
    }
  }
}

function images({ vms, declaration, report }: RuleContext): void {
  const names = declaration.vmImages.map(({ name }) => name);
  for (const vm of vms) {
    const { template_image: image } = vm;
    if (image === undefined || image.includes(":import/") || names.includes(image)) continue;
    const message = `${image} is not in vm_images, which says where it comes from and its checksum${suggestion(image, names)}`;
    fail(report, vm, ["template_image"], "vm-image-unknown", message);
  }
}

/** A clone source is a template or a layer; only templates have linked clones, which lie where they lie. */
function sources({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    const source = vms.find(({ vmid }) => vmid !== undefined && vmid === vm.clone_from_vmid);
    if (source === undefined) continue;
    const title = `VM ${source.vmid ?? source.name}`;
    if (!isLayer(source)) {
      const message = `${title} is no template: give it is_template or template_snapshot_name`;
      fail(report, vm, ["clone_from_vmid"], "clone-source-no-layer", message);
    }
    if ((vm.disk_size_gb ?? 0) < (source.disk_size_gb ?? 0)) {
      const message = `is ${vm.disk_size_gb ?? 0} GiB, smaller than the ${source.disk_size_gb ?? 0} GiB of its source ${source.vmid ?? ""}; a disk only grows`;
      fail(report, vm, ["disk_size_gb"], "clone-rootfs-smaller", message);
    }
    if (vm.clone_mode === "linked" && source.is_template !== true) {
      const message = `is linked, which needs is_template on its source ${source.vmid ?? ""}`;
      fail(report, vm, ["clone_mode"], "linked-clone", message);
    }
    const isLinked = vm.clone_mode !== "full" && source.is_template === true;
    if (isLinked && vm.storage_pool !== source.storage_pool) {
      const message = `is ${vm.storage_pool ?? "not given"}, but a linked clone lies where its source lies: ${source.storage_pool ?? "not given"}`;
      fail(report, vm, ["storage_pool"], "linked-clone", message);
    }
  }
}

function disks({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    const taken = new Set([vm.boot_disk ?? "scsi0"]);
    for (const [index, { disk }] of vm.disks.entries()) {
      if (taken.has(disk)) {
        fail(
          report,
          vm,
          ["disks", index, "disk"],
          "vm-disk",
          `${disk} is taken by another disk of the VM`,
        );
      }
      taken.add(disk);
    }
  }
}

function templates({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    if (vm.is_template !== true || vm.running !== true) continue;
    const message = "is true, but Proxmox starts no VM that is_template has converted";
    fail(report, vm, ["running"], "template-running", message);
  }
}

/** A card is for one machine, and only where the node's driver leaves it alone. */
function cards({ vms, declaration, report }: RuleContext): void {
  const gpus = declaration.host?.gpus ?? [];
  const holders = new Map<number, VmConfig>();
  for (const vm of vms) {
    for (const index of vm.gpu_assignment) {
      const gpu = gpus.find((each) => each.index === index);
      if (gpu?.mode !== "vfio") {
        const message = `names GPU ${index}, which host.gpus does not give to virtual machines; write "mode": "vfio" there, with its pci_address`;
        fail(report, vm, ["gpu_assignment"], "gpu-not-given", message);
      }
      const other = holders.get(index);
      if (other !== undefined && !isLayer(other) && !isLayer(vm)) {
        const message = `names GPU ${index}, which VM ${other.vmid ?? other.name} has already; a card is for one VM`;
        fail(report, vm, ["gpu_assignment"], "gpu-not-given", message);
      }
      holders.set(index, vm);
    }
  }
}

/** Nothing is installed or checked in a machine but by its agent. */
function agents({ vms, report }: RuleContext): void {
  for (const vm of vms) {
    if (vm.guest_agent !== false || !needsAgent(vm)) continue;
    const message = "is false, but features, Docker stacks and health checks need the guest agent";
    fail(report, vm, ["guest_agent"], "vm-agent", message);
  }
}

function doubleImages({ declaration, report }: RuleContext): void {
  const names = declaration.vmImages.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    report.error(
      "vm",
      ["vm_images", index, "name"],
      "duplicate-name",
      `the image ${name} is declared twice`,
    );
  }
}

function fail(
  report: RuleContext["report"],
  vm: VmConfig,
  steps: Path,
  rule: RuleId,
  message: string,
): void {
  const { kind, path } = vmOrigin(vm, ...steps);
  report.error(kind, path, rule, message);
}
