import { ProgramError } from "../contract";
import type { Mount } from "../files/mounted-files";
import { isKeyLoaded } from "./encryption-root";
import { PropertyReader } from "./property-lookup";
import type { Dataset } from "./records";
import type { ZfsState } from "./zfs-state";

/** What mounting needs of the host: directories to mount on, and who keeps a mount busy. */
export interface MountHost {
  makeDirectory(path: string): void;
  /** True where a directory exists and is not empty. */
  occupied(path: string): boolean;
  /** The bytes of a file, which may be a key. */
  readFile(path: string): Uint8Array | undefined;
  /** Removes a mount point that is empty again. */
  removeDirectory(path: string): void;
  /** True while a process works in a mounted dataset, such as a running container in its rootfs. */
  busy(dataset: string): boolean;
}

/** The mount table as a file view wants it; the latest mount of a path hides earlier ones. */
export function mountTable(state: ZfsState): Map<string, Mount> {
  const reader = new PropertyReader(state);
  const mounted = [...state.datasets.values()].filter((each) => each.mounted !== undefined);
  mounted.sort((a, b) => (a.mounted ?? 0) - (b.mounted ?? 0));
  const table = new Map<string, Mount>();
  for (const dataset of mounted) {
    const point = mountpointOf(reader, dataset);
    const readonly = reading(reader, dataset, "readonly") === "on";
    if (point) table.set(point, { tree: dataset.tree, readonly });
  }
  return table;
}

/** Mounts a new or imported filesystem if its properties say so. */
export function mountIfWanted(state: ZfsState, host: MountHost, dataset: Dataset): void {
  if (dataset.type !== "filesystem" || dataset.mounted !== undefined) return;
  const reader = new PropertyReader(state);
  const point = mountpointOf(reader, dataset);
  if (!point || reading(reader, dataset, "canmount") !== "on") return;
  if (!isKeyLoaded(state, dataset)) return;
  host.makeDirectory(point);
  dataset.mounted = ++state.mountSequence;
}

/** `zfs mount NAME`. */
export function mount(state: ZfsState, host: MountHost, dataset: Dataset): void {
  const reader = new PropertyReader(state);
  const setting = reading(reader, dataset, "mountpoint");
  const fail = (why: string) => new ProgramError(`cannot mount '${dataset.name}': ${why}`, 1);
  if (reading(reader, dataset, "canmount") === "off")
    throw fail("'canmount' property is set to 'off'");
  if (setting === "none") throw fail("no mountpoint set");
  if (setting === "legacy") {
    throw fail("legacy mountpoint\nuse mount(8) to mount this filesystem");
  }
  if (dataset.mounted !== undefined) throw fail("filesystem already mounted");
  if (!isKeyLoaded(state, dataset)) throw fail("encryption key not loaded");
  host.makeDirectory(setting);
  dataset.mounted = ++state.mountSequence;
}

/** Unmounts if it is mounted; refused while it is busy. */
export function unmount(state: ZfsState, host: MountHost, dataset: Dataset): void {
  if (dataset.mounted === undefined) return;
  const point = mountpointOf(new PropertyReader(state), dataset) ?? "";
  if (host.busy(dataset.name)) {
    throw new ProgramError(`cannot unmount '${point}': pool or dataset is busy`, 1);
  }
  delete dataset.mounted;
  state.mountSequence++;
  host.removeDirectory(point);
}

/** The path a filesystem belongs on, or undefined for `none` and `legacy`. */
export function mountpointOf(reader: PropertyReader, dataset: Dataset): string | undefined {
  const value = reading(reader, dataset, "mountpoint");
  return value.startsWith("/") ? value : undefined;
}

function reading(reader: PropertyReader, dataset: Dataset, property: string): string {
  return reader.read({ name: dataset.name, kind: dataset.type, dataset }, property).value;
}
