import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { dnsNameFormat, nodeFormat, poolIdFormat, storageIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import { durations } from "../node/durations";
import { checkLock, isTemplate } from "../node/guest-configs";
import { checkDestroy, destroyContainer } from "./destroy";
import { copyVolumes, prepareClone } from "./clone";
import { guestAddresses } from "./interfaces";
import { mountPointsOf, printMountPoint } from "./mount-point";
import { requirePool } from "./create";
import { guestParameters, snapnameParameter, vmidParameter } from "./parameters";
import { canSnapshot } from "../guests/snapshot";
import { containerKind } from "./container-kind";

const path = "/nodes/{node}/lxc/{vmid}";

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
    hostname: optionalText({ format: dnsNameFormat }),
    description: optionalText(),
    pool: optionalText({ format: poolIdFormat }),
    snapname: { ...snapnameParameter, optional: true },
    storage: optionalText({ format: storageIdFormat }),
    full: optionalFlag,
    target: optionalText({ format: nodeFormat }),
    bwlimit: { type: "number", optional: true, minimum: 0 },
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
      ...{ storage: params.get("storage"), hostname: params.get("hostname") },
      ...{ description: params.get("description"), pool: params.get("pool") },
    };
    const prepared = await node.lockConfig(vmid, () => prepareClone(node, rights, wanted));
    return node.tasks.start("vzclone", String(vmid), authuser, (worker) =>
      copyVolumes(node, prepared, worker),
    );
  },
};

const destroy: Endpoint = {
  method: "DELETE",
  path,
  protected: true,
  parameters: {
    ...guestParameters,
    force: optionalFlag,
    purge: optionalFlag,
    "destroy-unreferenced-disks": optionalFlag,
  },
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Allocate"]);
  },
  handle: (request) => {
    const { node, params, authuser } = request;
    const wanted = {
      vmid: vmidOf(request),
      force: isSet(params, "force"),
      purge: isSet(params, "purge"),
      unreferenced: isSet(params, "destroy-unreferenced-disks"),
    };
    checkDestroy(node, wanted);
    return node.tasks.start("vzdestroy", String(wanted.vmid), authuser, (worker) =>
      node.lockConfig(wanted.vmid, () => destroyContainer(node, wanted, worker)),
    );
  },
};

const template: Endpoint = {
  method: "POST",
  path: `${path}/template`,
  protected: true,
  parameters: guestParameters,
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Allocate"]);
  },
  handle: async (request) => {
    const { node, authuser } = request;
    const vmid = vmidOf(request);
    await node.lockConfig(vmid, () => {
      checkTemplate(request);
      // The answer has no data, although there is a task whose end is to be waited for.
      node.tasks.start("vztemplate", String(vmid), authuser, async (worker) => {
        await worker.takes(durations.template);
        makeTemplate(request);
      });
    });
    return null;
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
    const { options } = node.configs.load(vmidOf(request));
    const wanted = required(params, "feature");
    if (wanted === "snapshot")
      return { hasFeature: canSnapshot(containerKind, node, options) ? 1 : 0 };
    const points = mountPointsOf(options);
    const has = points.every((point) => {
      if (point.type !== "volume") return false;
      const { backend, volname } = node.storages.volume(point.volume);
      return backend.has(wanted === "clone" ? "clone" : "copy", volname);
    });
    return { hasFeature: has ? 1 : 0 };
  },
};

const interfaces: Endpoint = {
  method: "GET",
  path: `${path}/interfaces`,
  protected: true,
  parameters: guestParameters,
  authorize: (request) => {
    request.rights.requireOnGuest(vmidOf(request), ["VM.Audit"]);
  },
  handle: (request) => guestAddresses(request.node, vmidOf(request)),
};

export const lifecycleEndpoints: readonly Endpoint[] = [
  clone,
  destroy,
  template,
  feature,
  interfaces,
];

function checkTemplate(request: Request): void {
  const { node } = request;
  const vmid = vmidOf(request);
  const conf = node.configs.load(vmid);
  checkLock(conf);
  if (conf.snapshots.size > 0) {
    throw failure("unable to create template, because CT contains snapshots");
  }
  if (isTemplate(conf)) throw failure("you can't convert a template to a template");
  if (node.running.has(vmid)) {
    throw failure("you can't convert a CT to template if the CT is running");
  }
}

function makeTemplate(request: Request): void {
  const { node } = request;
  const vmid = vmidOf(request);
  const conf = node.configs.load(vmid);
  for (const point of mountPointsOf(conf.options)) {
    if (point.type !== "volume") continue;
    const { backend, volname, storage } = node.storages.volume(point.volume);
    if (!backend.has("template", volname)) {
      throw failure("you can't convert this volume to a template");
    }
    const base = `${storage}:${backend.makeBase(volname)}`;
    conf.options.set(point.key, printMountPoint({ ...point, volume: base }));
  }
  conf.options.set("template", "1");
  node.configs.save(vmid, conf);
}
