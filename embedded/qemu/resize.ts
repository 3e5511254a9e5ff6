import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import { checkDigest } from "../lxc/config-endpoints";
import { guestParameters } from "../lxc/parameters";
import { durations } from "../node/durations";
import { checkLock } from "../node/guest-configs";
import type { Worker } from "../node/task-list";
import { parseSize } from "../storage/size";
import { isCdrom, isDriveKey, parseDrive, printDrive, withSize } from "./drive";

/** PUT …/resize: disks only grow, by `+SIZE` or to SIZE. */
export const machineResizeEndpoint: Endpoint = {
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/resize",
  protected: true,
  parameters: {
    ...guestParameters,
    disk: requiredText({ pattern: /(?:ide|sata|scsi|virtio|efidisk)\d+/ }),
    size: requiredText({ pattern: /\+?\d+(?:\.\d+)?[KMGT]?/ }),
    digest: optionalText({ maxLength: 40 }),
    skiplock: optionalFlag,
  },
  authorize: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Config.Disk"]);
  },
  handle: (request) => {
    const vmid = required(request.params, "vmid");
    // Everything is checked in the task only.
    return request.node.tasks.start("resize", vmid, request.authuser, (worker) =>
      request.node.lockMachine(Number(vmid), () => resize(request, worker)),
    );
  },
};

async function resize({ node, params, rights }: Request, worker: Worker): Promise<void> {
  const vmid = Number(required(params, "vmid"));
  const [key, size] = [required(params, "disk"), required(params, "size")];
  const conf = node.machines.load(vmid);
  checkDigest(conf.digest, params.get("digest"));
  checkLock(conf, "VM");
  const value = conf.options.get(key);
  if (value === undefined || !isDriveKey(key)) throw failure(`disk '${key}' does not exist`);
  const drive = parseDrive(key, value);
  if (isCdrom(drive)) throw failure(`you can't resize a cdrom`);
  const { backend, volname, storage } = node.storages.volume(drive.file);
  rights.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
  const now = backend.size(volname);
  const target = size.startsWith("+") ? now + parseSize(size.slice(1)) : parseSize(size);
  if (target < now) throw failure("shrinking disks is not supported");
  if (target === now) return;
  await worker.takes(durations.resize);
  backend.resize(volname, target);
  if (backend.parse(volname).format === "raw" && node.storages.entry(storage).type === "dir") {
    worker.print("Image resized.");
  }
  node.machines.edit(vmid, (each) => {
    each.options.set(key, printDrive(withSize(drive, target)));
  });
}
