import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { contentFormat } from "../api/schema/formats";
import { optionalInteger, optionalText, requiredText } from "../api/schema/property";
import type { Json } from "../contract";
import { nodeParameter, vmidParameter } from "../lxc/parameters";
import type { EmbeddedNode } from "../node/embedded-node";
import type { VolumeInfo } from "./backend";
import { parseSize } from "./size";
import { requireSight } from "./status-endpoints";
import { storageParameter } from "./storage-options";

const path = "/nodes/{node}/storage/{storage}/content";

const list: Endpoint = {
  method: "GET",
  path,
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: storageParameter,
    content: optionalText({ format: contentFormat }),
    vmid: { ...vmidParameter, optional: true },
  },
  authorize: requireSight,
  handle: ({ node, params, rights, warn }) => {
    const entry = node.storages.enabled(required(params, "storage"));
    node.storages.backend(entry).activate(warn);
    const vmid = params.get("vmid");
    const [wanted, allowed] = [params.get("content"), new Set(node.storages.content(entry))];
    return node.storages
      .list(entry, vmid === undefined ? undefined : Number(vmid))
      .map((volume) => ({ ...volume, content: contentOf(node, volume) }))
      .filter((volume) => allowed.has(volume.content))
      .filter((volume) => (wanted ?? volume.content) === volume.content)
      .filter((volume) => mayList(rights, entry.id, volume))
      .map((volume) => describe(entry.id, volume));
  },
};

const allocate: Endpoint = {
  method: "POST",
  path,
  protected: true,
  parameters: {
    node: nodeParameter,
    storage: storageParameter,
    vmid: vmidParameter,
    filename: requiredText(),
    size: requiredText({ pattern: /\d+[MG]?/ }),
    format: optionalText({ enum: ["raw", "qcow2", "subvol", "vmdk"], requires: "size" }),
  },
  authorize: ({ rights, params }) => {
    rights.require(`/storage/${required(params, "storage")}`, ["Datastore.AllocateSpace"]);
  },
  handle: ({ node, params, warn }) => {
    const entry = node.storages.enabled(required(params, "storage"));
    const backend = node.storages.backend(entry);
    backend.activate(warn);
    const size = required(params, "size");
    // Without a unit the size is in KiB.
    const bytes = parseSize(/^\d+$/.test(size) ? `${size}K` : size);
    const vmid = Number(required(params, "vmid"));
    return `${entry.id}:${backend.allocateNamed(vmid, required(params, "filename"), bytes)}`;
  },
};

const volumeParameters = {
  node: nodeParameter,
  storage: { ...storageParameter, optional: true } as const,
  volume: requiredText(),
};

const read: Endpoint = {
  method: "GET",
  path: `${path}/{volume...}`,
  protected: true,
  parameters: volumeParameters,
  authorize: requireSight,
  handle: ({ node, params }) => {
    const { backend, volname } = node.storages.volume(volumeId(params));
    const info = backend.list().find((each) => each.volname === volname);
    const { format, content } = backend.parse(volname);
    const size = info?.size ?? backend.size(volname);
    return { path: backend.path(volname), size, used: info?.used ?? size, format, content };
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: `${path}/{volume...}`,
  protected: true,
  parameters: { ...volumeParameters, delay: optionalInteger({ minimum: 1, maximum: 30 }) },
  handle: ({ node, params, rights, authuser }) => {
    const volid = volumeId(params);
    const { backend, volname, storage } = node.storages.volume(volid);
    node.storages.enabled(storage);
    const { vmid } = backend.parse(volname);
    if (vmid === undefined || !rights.hasOnGuest(vmid, ["VM.Config.Disk"])) {
      rights.requireAny(`/storage/${storage}`, ["Datastore.Allocate", "Datastore.AllocateSpace"]);
    }
    if (vmid !== undefined && node.running.has(vmid) && isMounted(node, vmid, volid)) {
      throw failure(`volume '${volid}' is in use by running CT ${vmid}`);
    }
    const id = vmid === undefined ? storage : `${vmid}@${storage}`;
    return node.tasks.start("imgdel", id, authuser, (worker) => {
      node.storages.free(volid);
      worker.print(`Removed volume '${volid}'`);
    });
  },
};

export const storageContentEndpoints: readonly Endpoint[] = [list, allocate, read, remove];

function volumeId(params: ReadonlyMap<string, string>): string {
  const volume = required(params, "volume");
  const storage = required(params, "storage");
  return volume.startsWith(`${storage}:`) ? volume : `${storage}:${volume}`;
}

function isMounted(node: EmbeddedNode, vmid: number, volid: string): boolean {
  const { options } = node.configs.load(vmid);
  return [...options.values()].some((value) => value === volid || value.startsWith(`${volid},`));
}

// Volumes of containers are images to the storage; their owner's kind tells what they are called.
function contentOf(node: EmbeddedNode, volume: VolumeInfo): VolumeInfo["content"] {
  if (volume.content !== "images" || volume.vmid === undefined) return volume.content;
  return volume.format === "subvol" || node.configs.exists(volume.vmid) ? "rootdir" : "images";
}

function mayList(rights: Request["rights"], storage: string, volume: VolumeInfo): boolean {
  if (volume.vmid === undefined) return true;
  return (
    rights.hasOnGuest(volume.vmid, ["VM.Audit"]) ||
    rights.has(`/storage/${storage}`, ["Datastore.Allocate"])
  );
}

function describe(storage: string, volume: VolumeInfo): Record<string, Json> {
  const { volname, ...rest } = volume;
  return { volid: `${storage}:${volname}`, ...rest };
}
