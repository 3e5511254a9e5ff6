import type { Path } from "../diagnostics";
import type { Json } from "../json";
import { isObject } from "../json";

/** Lists whose elements an overlay may patch by name, with the fields that name an element. */
export const namedLists: Readonly<Record<string, readonly string[]>> = {
  "hypervisor.zfs.pools": ["name"],
  "hypervisor.zfs.datasets": ["name"],
  "hypervisor.samba.shares": ["name"],
  "hypervisor.network.interfaces": ["name"],
  "hypervisor.storages": ["id"],
  "hypervisor.nfs.exports": ["path"],
  "hypervisor.files": ["path"],
  "hypervisor.users": ["username"],
  "hypervisor.host.disks": ["by_id"],
  "hypervisor.host.gpus": ["index"],
  "hypervisor.vms": ["name"],
  "vm.vm_images": ["name"],
  "vm.vms": ["vmid", "name"],
};

/** The naming fields of the list at a path that begins with the kind of file. */
export function namesOf(path: Path): readonly string[] | undefined {
  return namedLists[path.join(".")];
}

/** True where `key` names this element: by one of the fields, or as pool/name where the plain name stands twice. */
export function isNamed(
  element: Json,
  key: string,
  names: readonly string[],
  list: readonly Json[],
): boolean {
  const own = ownNames(element, names);
  if (!own.includes(key)) return false;
  return (
    key.includes("/") || list.filter((other) => ownNames(other, names).includes(key)).length === 1
  );
}

/** What an overlay may call an element. */
export function ownNames(element: Json, names: readonly string[]): string[] {
  if (!isObject(element)) return [];
  const plain = names.flatMap((field) => {
    const name = element[field];
    return typeof name === "string" || typeof name === "number" ? [String(name)] : [];
  });
  const pool = element["pool"];
  return typeof pool === "string" ? [...plain, ...plain.map((name) => `${pool}/${name}`)] : plain;
}
