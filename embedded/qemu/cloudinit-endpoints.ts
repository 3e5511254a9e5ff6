import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import type { Json } from "../contract";
import { guestParameters } from "../lxc/parameters";
import { drivesOf, isCloudinit } from "./drive";
import { answerOption, isCloudinitOption } from "./options";

const path = "/nodes/{node}/qemu/{vmid}/cloudinit";

function vmidOf({ params }: Request): number {
  return Number(required(params, "vmid"));
}

/** What the drive has, and what it will have. */
const read: Endpoint = {
  method: "GET",
  path,
  parameters: guestParameters,
  authorize: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Audit"]);
  },
  handle: (request) => {
    const conf = request.node.machines.load(vmidOf(request));
    const added = (conf.cloudinit.get("added") ?? "").split(",");
    const keys = [...conf.options.keys(), ...conf.cloudinit.keys()].filter(
      (key) => isCloudinitOption(key) || key === "name",
    );
    return [...new Set(keys)].map((key) => {
      const [now, then] = [conf.options.get(key), conf.cloudinit.get(key)];
      const row: Record<string, Json> = { key };
      const old = then ?? (added.includes(key) ? undefined : now);
      if (old !== undefined) row["value"] = answerOption(key, old);
      if (now !== undefined && now !== old) row["pending"] = answerOption(key, now);
      if (now === undefined) row["delete"] = 1;
      return row;
    });
  },
};

/** Makes the drive anew, which a running machine sees at its next start. */
const regenerate: Endpoint = {
  method: "PUT",
  path,
  protected: true,
  parameters: guestParameters,
  authorize: ({ rights, params }) => {
    rights.requireOnGuest(required(params, "vmid"), ["VM.Config.Cloudinit"]);
  },
  handle: async (request) => {
    const { node } = request;
    const vmid = vmidOf(request);
    await node.lockMachine(vmid, () =>
      node.machines.edit(vmid, (conf) => {
        if (!drivesOf(conf.options).some(isCloudinit)) {
          throw failure("No cloud-init drive found");
        }
        conf.cloudinit.clear();
      }),
    );
    return null;
  },
};

export const machineCloudinitEndpoints: readonly Endpoint[] = [read, regenerate];
