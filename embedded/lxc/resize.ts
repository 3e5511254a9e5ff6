import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { optionalText, requiredText } from "../api/schema/property";
import { durations } from "../node/durations";
import { checkLock } from "../node/guest-configs";
import { parseSize } from "../storage/size";
import { checkDigest } from "./config-endpoints";
import type { MountPoint } from "./mount-point";
import { parseMountPoint, printMountPoint } from "./mount-point";
import { guestParameters } from "./parameters";

/** PUT …/resize: volumes only grow, by `+SIZE` or to SIZE. */
export const resizeEndpoint: Endpoint = {
  method: "PUT",
  path: "/nodes/{node}/lxc/{vmid}/resize",
  protected: true,
  parameters: {
    ...guestParameters,
    disk: requiredText({
      enum: ["rootfs", ...Array.from({ length: 256 }, (_none, number) => `mp${number}`)],
    }),
    size: requiredText({ pattern: /\+?\d+(?:\.\d+)?[KMGT]?/ }),
    digest: optionalText({ maxLength: 40 }),
  },
  authorize: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Config.Disk"]);
  },
  handle: (request) =>
    request.node.lockConfig(Number(required(request.params, "vmid")), () => resize(request)),
};

function resize({ node, params, rights, authuser }: Request): string {
  const vmid = Number(required(params, "vmid"));
  const [disk, size] = [required(params, "disk"), required(params, "size")];
  const conf = node.configs.load(vmid);
  checkLock(conf);
  checkDigest(conf.digest, params.get("digest"));
  const point = parseMountPoint(disk, conf.options.get(disk));
  const { backend, volname, storage } = node.storages.volume(point.volume);
  const owner = backend.parse(volname).vmid;
  if (owner !== vmid) {
    throw failure(`can't resize mount point owned by another container (${owner ?? ""})`);
  }
  rights.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
  const target = targetSize(backend.size(volname), size);
  return node.tasks.start("resize", String(vmid), authuser, async (worker) => {
    await worker.takes(durations.resize);
    backend.resize(volname, target);
    if (backend.parse(volname).format === "raw") worker.print("Image resized.");
    const resized: MountPoint = { ...point, size: target };
    node.configs.edit(vmid, (each) => void each.options.set(disk, printMountPoint(resized)));
  });
}

function targetSize(now: number, size: string): number {
  const target = size.startsWith("+") ? now + parseSize(size.slice(1)) : parseSize(size);
  if (target < now) throw failure("unable to shrink disk size");
  if (target === now) throw failure("disk is already at specified size");
  return target;
}
