import type { VmDocument } from "../documents/vm";
import { withOrigin } from "../origin";
import type { FileKind } from "../file-kinds";
import type { VmConfig } from "../types";

/** One virtual machine in canonical form; `position` is its place in the list of its file. */
export function normaliseVm(document: VmDocument, kind: FileKind, position: number): VmConfig {
  const vm = { ...document, dependencies: (document.dependencies ?? []).map(Number) };
  return withOrigin(vm, kind, ["vms", position]);
}
