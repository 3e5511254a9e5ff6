import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { dnsNameFormat, nodeFormat, poolIdFormat, storageIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";
import { canSnapshot } from "../guests/snapshot";
import { requirePool } from "../lxc/create";
import { guestParameters, snapnameParameter, vmidParameter } from "../lxc/parameters";
import { durations } from "../node/durations";
import type { EmbeddedNode } from "../node/embedded-node";
import { checkLock, isTemplate } from "../node/guest-configs";
import { copyDrives, prepareClone } from "./clone";
import { checkDestroy, destroyMachine } from "./destroy";
import { drivesOf, isCdrom, isCloudinit, printDrive } from "./drive";
import { machineKind } from "./machine-kind";

const path = "/nodes/{node}/qemu/{vmid}";

function vmidOf({ params }: Request): number {
  return Number(required(params, "vmid"));
}

const clone: Endpoint = {
  method: "POST",
  path: `${path}/clone`,
  protected: true,
  parameters: {
    ...guestParameters,
    newid: vmidParameter,
    name: optionalText({ format: dnsNameFormat }),
    description: optionalText(),
    pool: optionalText({ format: poolIdFormat }),
    snapname: { ...snapnameParameter, optional: true },
    storage: optionalText({ format: storageIdFormat }),
    format: optionalText({ enum: ["raw", "qcow2", "vmdk"] }),
    full: optionalFlag,
    target: optionalText({ format: nodeFormat }),
    bwlimit: optionalInteger({ minimum: 0 }),
  },
  authorize: (request) => {
    const pool = request.params.get("pool");
    request.rights.requireOnGuest(vmidOf(request), ["VM.Clone"]);
    requirePool(request.node, pool);
    request.rights.requireOnGuest(required(request.params, "newid"), ["VM.Allocate"], pool);
  },
  handle: async (request) => {
    const { node, params, rights, authuser } = request;
    const vmid = vmidOf(request);
    const full = params.get("full");
    const wanted = {
      ...{ vmid, newid: Number(required(params, "newid")) },
      ...{ full: full === undefined ? undefined : full === "1", snapname: params.get("snapname") },
      ...{ storage: params.get("storage"), name: params.get("name") },
      ...{ description: params.get("description"), pool: params.get("pool") },
    };
    const prepared = await node.lockMachine(vmid, () => prepareClone(node, rights, wanted));
    return node.tasks.start("qmclone", String(vmid), authuser, (worker) =>
      copyDrives(node, prepared, worker),
    );
  },
};

const destroy: Endpoint = {
  method: "DELETE",
  path,
  protected: true,
  parameters: {
    ...guestParameters,
    skiplock: optionalFlag,
    purge: optionalFlag,
    "destroy-unreferenced-disks": optionalFlag,
  },
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Allocate"]);
  },
  handle: (request) => {
    const { node, params, authuser, rights } = request;
    if (isSet(params, "skiplock") && !rights.isRoot) {
      throw failure("Only root may use this option.");
    }
    const wanted = {
      vmid: vmidOf(request),
      purge: isSet(params, "purge"),
      skipLock: isSet(params, "skiplock"),
      unreferenced: isSet(params, "destroy-unreferenced-disks"),
    };
    checkDestroy(node, wanted);
    return node.tasks.start("qmdestroy", String(wanted.vmid), authuser, (worker) =>
      node.lockMachine(wanted.vmid, () => destroyMachine(node, wanted, worker)),
    );
  },
};

const template: Endpoint = {
  method: "POST",
  path: `${path}/template`,
  protected: true,
  parameters: { ...guestParameters, disk: optionalText({ pattern: /[a-z]+\d+/ }) },
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Allocate"]);
  },
  handle: async (request) => {
    const { node, authuser } = request;
    const vmid = vmidOf(request);
    await node.lockMachine(vmid, () => {
      checkTemplate(node, vmid);
    });
    // Unlike a container's, this answer names the task.
    return node.tasks.start("qmtemplate", String(vmid), authuser, async (worker) => {
      await worker.takes(durations.template);
      makeTemplate(node, vmid);
    });
  },
};

const feature: Endpoint = {
  method: "GET",
  path: `${path}/feature`,
  parameters: {
    ...guestParameters,
    feature: requiredText({ enum: ["snapshot", "clone", "copy"] }),
    snapname: { ...snapnameParameter, optional: true },
  },
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Audit"]);
  },
  handle: (request) => {
    const { node, params } = request;
    const { options } = node.machines.load(vmidOf(request));
    const wanted = required(params, "feature");
    const drives = drivesOf(options).filter((drive) => !isCdrom(drive));
    const has =
      wanted === "snapshot"
        ? canSnapshot(machineKind, node, options)
        : drives.every((drive) => {
            const { backend, volname } = node.storages.volume(drive.file);
            return backend.has(wanted === "clone" ? "overlay" : "copy", volname);
          });
    return { hasFeature: has ? 1 : 0, nodes: [node.name] };
  },
};

export const machineLifecycleEndpoints: readonly Endpoint[] = [clone, destroy, template, feature];

function checkTemplate(node: EmbeddedNode, vmid: number): void {
  const conf = node.machines.load(vmid);
  checkLock(conf, "VM");
  if (conf.snapshots.size > 0) {
    throw failure("unable to create template, because VM contains snapshots");
  }
  if (isTemplate(conf)) throw failure("you can't convert a template to a template");
  if (node.runningMachines.has(vmid)) {
    throw failure("you can't convert a VM to template if VM is running");
  }
}

function makeTemplate(node: EmbeddedNode, vmid: number): void {
  node.machines.edit(vmid, (conf) => {
    for (const drive of drivesOf(conf.options)) {
      if (isCdrom(drive) || isCloudinit(drive) || !drive.file.includes(":")) continue;
      const { backend, volname, storage } = node.storages.volume(drive.file);
      const base = `${storage}:${backend.makeBase(volname)}`;
      conf.options.set(drive.key, printDrive({ ...drive, file: base }));
    }
    conf.options.set("template", "1");
  });
}
