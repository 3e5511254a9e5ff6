import { suggestion } from "../nearest";
import { originOf } from "../origin";
import type { Rule, RuleContext } from "./context";
import { containerPath, vmOrigin } from "./context";

/** Guests that are named and have to be declared. */
export const referenceRules: Rule[] = [
  cloneSources,
  vmCloneSources,
  dependencies,
  sharedVolumeGuests,
];

function cloneSources(context: RuleContext): void {
  const known = context.containers.map(({ vmid }) => String(vmid));
  for (const { vmid, clone_from_ctid: source } of context.containers) {
    if (source === undefined || context.container(source) || context.isBroken(source)) continue;
    const message = `container ${source} is not declared${suggestion(String(source), known)}`;
    context.report.error(
      "lxc",
      containerPath(vmid, "clone_from_ctid"),
      "clone-source-unknown",
      message,
    );
  }
}

function vmCloneSources(context: RuleContext): void {
  const known = new Set(context.vms.map(({ vmid }) => vmid));
  for (const vm of context.vms) {
    const source = vm.clone_from_vmid;
    if (source === undefined || known.has(source) || context.isBroken(source)) continue;
    const message = `VM ${source} is not declared`;
    const { kind, path } = vmOrigin(vm, "clone_from_vmid");
    context.report.error(kind, path, "clone-source-unknown", message);
  }
}

function dependencies(context: RuleContext): void {
  const rule = "dependency-unknown";
  const vmids = new Set([...context.containers, ...context.vms].map(({ vmid }) => vmid));
  const unknown = (vmid: number): boolean => !vmids.has(vmid) && !context.isBroken(vmid);
  for (const { vmid, dependencies: needed } of context.containers) {
    needed.forEach((other, index) => {
      if (!unknown(other) || !context.hasVmsFor(rule)) return;
      const message = `guest ${other} is not declared, neither as a container nor as a VM`;
      context.report.error("lxc", containerPath(vmid, "dependencies", index), rule, message);
    });
  }
  for (const vm of context.vms) {
    vm.dependencies.forEach((other, index) => {
      if (!unknown(other) || !context.hasContainersFor(rule)) return;
      const message = `guest ${other} is not declared, neither as a container nor as a VM`;
      const { kind, path } = vmOrigin(vm, "dependencies", index);
      context.report.error(kind, path, rule, message);
    });
  }
}

function sharedVolumeGuests(context: RuleContext): void {
  const rule = "shared-volume-guest-unknown";
  for (const volume of context.declaration.hypervisor?.shared_volumes ?? []) {
    const { kind, path } = originOf(volume, { kind: "hypervisor", path: [] });
    for (const vmid of Object.keys(volume.mounts)) {
      if (context.container(Number(vmid)) || context.isBroken(Number(vmid))) continue;
      if (!context.hasContainersFor(rule)) return;
      const known = context.containers.map((container) => String(container.vmid));
      const message = `container ${vmid} is not declared${suggestion(vmid, known)}`;
      context.report.error(kind, [...path, "mounts", vmid], rule, message);
    }
  }
}
