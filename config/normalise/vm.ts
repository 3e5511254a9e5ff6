import type { VmDocument } from "../documents/vm";
import type { VmConfig } from "../types";

/** One virtual machine in canonical form. */
export function normaliseVm(document: VmDocument): VmConfig {
  return { ...document, dependencies: (document.dependencies ?? []).map(Number) };
}
