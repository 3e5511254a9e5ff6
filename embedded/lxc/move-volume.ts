import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { storageIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import { copyToStorage } from "./move-to-storage";
import { checkReassignment, reassign, type Reassignment } from "./reassign-volume";
import { guestParameters, vmidParameter } from "./parameters";

const numbers = Array.from({ length: 256 }, (_none, number) => number);
const volumeKeys = [
  "rootfs",
  ...numbers.map((number) => `mp${number}`),
  ...numbers.map((number) => `unused${number}`),
];

/** POST …/move_volume: to another storage, or to another container (PVE/API2/LXC.pm). */
export const moveVolumeEndpoint: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/move_volume",
  protected: true,
  parameters: {
    ...guestParameters,
    "target-vmid": { ...vmidParameter, optional: true },
    volume: requiredText({ enum: volumeKeys }),
    storage: optionalText({ format: storageIdFormat }),
    delete: optionalFlag,
    digest: optionalText({ maxLength: 40 }),
    bwlimit: { type: "number", optional: true, minimum: 0 },
    "target-volume": optionalText({ enum: volumeKeys }),
    "target-digest": optionalText({ maxLength: 40 }),
  },
  authorize: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Config.Disk"]);
  },
  handle: (request) => {
    const { params } = request;
    const [target, storage] = [params.get("target-vmid"), params.get("storage")];
    if (target !== undefined && storage !== undefined) {
      throw failure("either set storage or target-vmid, but not both");
    }
    if (target !== undefined) return toContainer(request, Number(target));
    if (storage !== undefined) {
      const [vmid, key] = [Number(required(params, "vmid")), required(params, "volume")];
      const digest = params.get("digest");
      return copyToStorage(request, {
        ...{ vmid, key, storage, digest },
        isRemoved: isSet(params, "delete"),
      });
    }
    const problem = "both 'storage' and 'target-vmid' missing, either needs to be set";
    throw parameterError({ "target-vmid": problem, storage: problem });
  },
};

function toContainer({ node, params, rights, authuser }: Request, target: number): string {
  const [vmid, key] = [Number(required(params, "vmid")), required(params, "volume")];
  const wanted: Reassignment = {
    ...{ vmid, key, target, targetKey: params.get("target-volume") ?? key },
    ...{ digest: params.get("digest"), targetDigest: params.get("target-digest") },
  };
  rights.requireOnGuest(target, ["VM.Config.Disk"]);
  const { volume } = checkReassignment(node, wanted);
  rights.require(`/storage/${node.storages.volume(volume).storage}`, ["Datastore.AllocateSpace"]);
  const id = `${vmid}-${key}>${target}-${wanted.targetKey}`;
  return node.tasks.start("move_volume", id, authuser, (worker) =>
    node.lockConfig(vmid, () =>
      target === vmid
        ? reassign(node, wanted, worker)
        : node.lockConfig(target, () => reassign(node, wanted, worker)),
    ),
  );
}
