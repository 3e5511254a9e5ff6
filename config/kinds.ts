import type { Json } from "./json";
import { isObject } from "./json";
import { schemas } from "./parse";
import { keysOf } from "./fields/walk";
import { nearest } from "./nearest";
import type { FileKind } from "./file-kinds";
import { fileKinds } from "./file-kinds";

/** What reports call each kind of file. */
export const kindNames: Readonly<Record<FileKind, string>> = {
  hypervisor: "hypervisor file",
  lxc: "container file",
  vm: "VM file",
  stacks: "stacks file",
};

/** The kind of file that a document is, told by its keys; a sentence where it is none of the four. */
export function recognise(document: Json): FileKind | { readonly reason: string } {
  if (!isObject(document))
    return { reason: "is not a JSON object, so it is none of the four files" };
  const keys = Object.keys(document);
  const has = (key: string): boolean => nearest(key, keys) !== undefined;
  if (has("lxc_configs")) return "lxc";
  if (has("docker_stacks")) return "stacks";
  const node = keys.filter((key) => hypervisorKeys.includes(key));
  if (has("vms") && node.length === 0) return "vm";
  // Other programs' files share a word or two with it.
  if (node.length > 0 && node.length * 2 >= keys.length) return "hypervisor";
  if (
    keys.length > 0 &&
    keys.every((key) => key === "$schema" || fileKinds.some((kind) => kind === key))
  ) {
    return {
      reason:
        "is an overlay; it is checked with the files below it: npm run validate -- --stack NAME",
    };
  }
  return {
    reason:
      "is none of the four files: a hypervisor file has zfs or network, a container file lxc_configs, a VM file vms, a stacks file docker_stacks",
  };
}

/** Keys that only the hypervisor file has, and not every file has anyway. */
const hypervisorKeys = keysOf(schemas.hypervisor).filter(
  (key) =>
    !["version", "author"].includes(key) &&
    ![schemas.lxc, schemas.vm, schemas.stacks].some((schema) => keysOf(schema).includes(key)),
);
