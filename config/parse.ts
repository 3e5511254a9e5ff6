import type { z } from "zod";
import { hypervisorDocument } from "./documents/hypervisor";
import type { HypervisorDocument } from "./documents/hypervisor";
import { lxcDocument } from "./documents/lxc";
import type { LxcDocument } from "./documents/lxc";
import { stacksDocument } from "./documents/stacks";
import type { StacksDocument } from "./documents/stacks";
import { vmsDocument } from "./documents/vm";
import type { VmsDocument } from "./documents/vm";
import type { Path } from "./diagnostics";
import { problemsOf } from "./issues";
import type { Json } from "./json";
import { isObject } from "./json";
import type { Documents } from "./overlays/merge";
import type { Report } from "./report";
import type { FileKind } from "./file-kinds";

/** The documents' values as far as the schemas accept them. */
export interface ParsedDocuments {
  readonly hypervisor?: HypervisorDocument;
  readonly lxc?: LxcDocument;
  readonly vm?: VmsDocument;
  readonly stacks?: StacksDocument;
  /** Place in the file's list of each VM that was kept. */
  readonly vmPositions: number[];
  /** Vmids of entries that were left out because they are wrong. */
  readonly broken: number[];
}

/** The schema of each kind of file. */
export const schemas = {
  hypervisor: hypervisorDocument,
  lxc: lxcDocument,
  vm: vmsDocument,
  stacks: stacksDocument,
} satisfies Record<FileKind, z.ZodType>;

/** Parts of the hypervisor file without which no rule about storage makes sense. */
const storageKeys = ["zfs", "proxmox_storage_ids"];

/**
 * Reports everything that the schemas find, and keeps what is right: a wrong container is left out and remembered as
 * broken, so that the rules across files still see the others.
 */
export function parseDocuments(documents: Documents, report: Report): ParsedDocuments {
  const broken: number[] = [];
  const wrongVms = new Set<unknown>();
  const entry = (path: Path): Path => {
    const step = path[1];
    const list = path[0] === "lxc_configs" || path[0] === "vms";
    return list && step !== undefined ? path.slice(0, 2) : path.slice(0, 1);
  };
  const lxc = parseDocument(lxcDocument, "lxc", documents.lxc, report, (path) => {
    const cut = entry(path);
    if (cut.length === 2) broken.push(Number(cut[1]));
    return cut;
  });
  const vm = parseDocument(vmsDocument, "vm", documents.vm, report, (path) => {
    const cut = entry(path);
    wrongVms.add(cut[1]);
    const vmid = vmidAt(documents.vm, cut);
    if (vmid !== undefined) broken.push(vmid);
    return cut;
  });
  const hypervisor = parseDocument(
    hypervisorDocument,
    "hypervisor",
    documents.hypervisor,
    report,
    (path) => (storageKeys.includes(String(path[0])) ? [] : path.slice(0, 1)),
  );
  const stacks = parseDocument(stacksDocument, "stacks", documents.stacks, report, () => []);
  return {
    vmPositions: keptPositions(documents.vm, wrongVms),
    broken: [...new Set(broken)].filter(Number.isInteger),
    ...(lxc && { lxc }),
    ...(vm && { vm }),
    ...(hypervisor && { hypervisor }),
    ...(stacks && { stacks }),
  };
}

/** `cut` says which part is left out because of a problem at a path; an empty path is the whole document. */
function parseDocument<T extends z.ZodType>(
  schema: T,
  kind: FileKind,
  document: Json | undefined,
  report: Report,
  cut: (path: Path) => Path,
): z.output<T> | undefined {
  if (document === undefined) return undefined;
  const whole = schema.safeParse(document);
  if (whole.success) return whole.data;
  const problems = problemsOf(schema, document, whole.error.issues);
  for (const { path, rule, message } of problems) report.error(kind, path, rule, message);
  const rest = structuredClone(document);
  for (const { path } of problems) {
    const part = cut(path);
    if (part.length === 0) return undefined;
    remove(rest, part);
  }
  return schema.safeParse(compact(rest)).data;
}

/** Deletes a member; an element of a list becomes null, so that the others keep their index. */
function remove(document: Json, path: Path): void {
  const [step, ...others] = path;
  if (step === undefined) return;
  if (Array.isArray(document) && typeof step === "number") document[step] = null;
  else if (isObject(document)) {
    const child = document[step];
    if (others.length === 0) Reflect.deleteProperty(document, step);
    else if (child !== undefined) remove(child, others);
  }
}

function compact(document: Json): Json {
  if (!isObject(document) || !Array.isArray(document["vms"])) return document;
  return { ...document, vms: document["vms"].filter((vm) => vm !== null) };
}

function keptPositions(document: Json | undefined, wrong: ReadonlySet<unknown>): number[] {
  const vms = isObject(document) ? document["vms"] : undefined;
  return Array.isArray(vms) ? [...vms.keys()].filter((position) => !wrong.has(position)) : [];
}

function vmidAt(document: Json | undefined, path: Path): number | undefined {
  const vms = isObject(document) ? document["vms"] : undefined;
  const vm = Array.isArray(vms) && typeof path[1] === "number" ? vms[path[1]] : undefined;
  return isObject(vm) && typeof vm["vmid"] === "number" ? vm["vmid"] : undefined;
}
