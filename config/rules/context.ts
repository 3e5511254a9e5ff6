import type { Path } from "../diagnostics";
import { originOf } from "../origin";
import type { Origin } from "../origin";
import type { Report } from "../report";
import type { ContainerConfig, Declaration, HypervisorConfig, VmConfig } from "../types";
import type { Knowledge } from "./knowledge";

/** One check of the whole configuration. */
export type Rule = (context: RuleContext) => void;

/** What a rule sees. */
export class RuleContext {
  readonly containers: readonly ContainerConfig[];
  readonly vms: readonly VmConfig[];
  readonly #byVmid: ReadonlyMap<number, ContainerConfig>;
  readonly #skipped = new Map<string, Set<string>>();

  constructor(
    readonly declaration: Declaration,
    readonly knowledge: Knowledge,
    readonly report: Report,
  ) {
    this.containers = declaration.containers ?? [];
    this.vms = declaration.vms ?? [];
    this.#byVmid = new Map(this.containers.map((container) => [container.vmid, container]));
  }

  container(vmid: number): ContainerConfig | undefined {
    return this.#byVmid.get(vmid);
  }

  /** True where an entry exists but is broken, so that nothing can be said about it. */
  isBroken(vmid: number): boolean {
    return this.declaration.sources.broken.includes(vmid);
  }

  /** The hypervisor file, or a note that `rule` was skipped without it. */
  hypervisorFor(rule: string): HypervisorConfig | undefined {
    const { hypervisor, sources } = this.declaration;
    if (!hypervisor) this.skip(missingFile("hypervisor", sources.files.hypervisor), rule);
    return hypervisor;
  }

  /** True where the VM file is known; else a note that `rule` was skipped without it. */
  hasVmsFor(rule: string): boolean {
    const { vms, sources } = this.declaration;
    if (!vms) this.skip(missingFile("VM", sources.files.vm), rule);
    return vms !== undefined;
  }

  /** True where the container file is known; else a note that `rule` was skipped without it. */
  hasContainersFor(rule: string): boolean {
    const { containers, sources } = this.declaration;
    if (!containers) this.skip(missingFile("container", sources.files.lxc), rule);
    return containers !== undefined;
  }

  /** Remembers that a rule could not be checked, and why. */
  skip(why: string, rule: string): void {
    this.#skipped.set(why, (this.#skipped.get(why) ?? new Set()).add(rule));
  }

  /** One note for each thing that was missing. */
  reportSkipped(): void {
    for (const [why, rules] of this.#skipped) {
      this.report.note(
        "not-checked",
        `not checked, because ${why}: ${[...rules].sort().join(", ")}`,
      );
    }
  }
}

/** Path of a field of a container. */
export function containerPath(vmid: number, ...steps: Path): Path {
  return ["lxc_configs", String(vmid), ...steps];
}

/** File and path of a field of a container. */
export function containerOrigin(vmid: number, ...steps: Path): Origin {
  return { kind: "lxc", path: containerPath(vmid, ...steps) };
}

/** File and path of a field of a VM. */
export function vmOrigin(vm: VmConfig, ...steps: Path): Origin {
  const { kind, path } = originOf(vm, { kind: "vm", path: ["vms", String(vm.vmid ?? vm.name)] });
  return { kind, path: [...path, ...steps] };
}

function missingFile(name: string, file: string | undefined): string {
  return file === undefined ? `no ${name} file is given` : `${file} is broken`;
}
