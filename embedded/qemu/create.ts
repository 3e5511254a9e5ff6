import { randomUUID } from "node:crypto";
import { failure, messageOf } from "../api/api-error";
import { emptyGuestConf } from "../conf/guest-conf";
import { addToPool } from "../lxc/create";
import type { EmbeddedNode } from "../node/embedded-node";
import type { Worker } from "../node/task-list";
import { drivesOf, isCdrom, isCloudinit, isDriveKey } from "./drive";
import { isNetworkKey } from "./network";
import { normalizeValue } from "./values";
import { createDiskInTask } from "./volumes";

/** What a create request asks for, its parameters checked. */
export interface NewMachine {
  readonly vmid: number;
  readonly options: ReadonlyMap<string, string>;
  readonly pool: string | undefined;
}

/** Makes the configuration with its lock, which reserves the vmid; the task does the rest. */
export function reserveMachine(node: EmbeddedNode, vmid: number, lock: "create" | "clone"): void {
  const conf = emptyGuestConf();
  conf.options.set("lock", lock);
  node.machines.save(vmid, conf);
}

/** The work of a `qmcreate` task. What it has made is removed again when it fails. */
export async function createMachine(
  node: EmbeddedNode,
  { vmid, options: asked, pool }: NewMachine,
  worker: Worker,
): Promise<void> {
  const volumes: string[] = [];
  try {
    const options = new Map<string, string>();
    for (const [key, value] of asked) {
      if (!isDriveKey(key)) options.set(key, normalizeValue(node, key, value));
    }
    const drives = new Map([...asked].filter(([key]) => isDriveKey(key)));
    for (const drive of drivesOf(drives)) {
      const { text, made } = await createDiskInTask(node, vmid, drive, worker);
      options.set(drive.key, text);
      if (made !== undefined) volumes.push(made);
    }
    if (!options.has("boot")) options.set("boot", defaultBootOrder(options));
    if (!options.has("smbios1")) options.set("smbios1", `uuid=${randomUUID()}`);
    if (!options.has("vmgenid")) options.set("vmgenid", randomUUID());
    options.set("meta", `creation-qemu=${qemuVersion},ctime=${node.clock.seconds()}`);
    node.machines.edit(vmid, (conf) => {
      conf.options.clear();
      for (const [key, value] of options) conf.options.set(key, value);
    });
    if (pool !== undefined) addToPool(node, vmid, pool);
  } catch (error) {
    for (const volid of volumes) node.storages.free(volid);
    node.machines.remove(vmid);
    throw failure(`unable to create VM ${vmid} - ${messageOf(error)}`);
  }
}

/** Of the package pve-qemu-kvm. */
const qemuVersion = "10.0.2";

/** The first disk, the first disc, the first network card (PVE::QemuServer, get_default_bootdevices). */
function defaultBootOrder(options: ReadonlyMap<string, string>): string {
  const drives = drivesOf(options).filter((drive) => !isCloudinit(drive));
  const disk = drives.find((drive) => !isCdrom(drive) && !drive.key.startsWith("efidisk"));
  const disc = drives.find(isCdrom);
  const card = [...options.keys()].filter(isNetworkKey).sort()[0];
  const keys = [disk?.key, disc?.key, card].filter((key) => key !== undefined);
  return `order=${keys.join(";")}`;
}
