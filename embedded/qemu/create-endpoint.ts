import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { poolIdFormat, storageIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText } from "../api/schema/property";
import { requirePool } from "../lxc/create";
import { guestParameters } from "../lxc/parameters";
import { createMachine, reserveMachine } from "./create";
import { machineOptions } from "./options";
import { checkModification } from "./permissions";
import { startMachine } from "./run";
import { checkBalloon, checkSshKeys } from "./values";

const notOptions = [
  ...["node", "vmid", "archive", "storage", "force", "unique", "bwlimit", "pool", "start"],
  "import-working-storage",
];

/** POST /nodes/{node}/qemu: a new virtual machine. */
export const machineCreateEndpoint: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/qemu",
  protected: true,
  parameters: {
    ...machineOptions,
    ...guestParameters,
    archive: optionalText({ maxLength: 255 }),
    storage: optionalText({ format: storageIdFormat }),
    force: { ...optionalFlag, requires: "archive" },
    unique: { ...optionalFlag, requires: "archive" },
    bwlimit: optionalInteger({ minimum: 0 }),
    pool: optionalText({ format: poolIdFormat }),
    start: optionalFlag,
    "import-working-storage": optionalText({ format: storageIdFormat }),
  },
  handle: (request) => create(request),
};

function create({ node, params, rights, authuser }: Request): string {
  const vmid = Number(required(params, "vmid"));
  if (params.has("archive")) throw failure("restoring archives is not supported by this node");
  const pool = params.get("pool");
  requirePool(node, pool);
  rights.requireOnGuest(vmid, ["VM.Allocate"], pool);
  const options = new Map([...params].filter(([key]) => !notOptions.includes(key)));
  checkSshKeys(options);
  checkModification({ node, rights, vmid, pool }, options, [], new Map());
  checkBalloon(options);
  node.machines.checkUnused(vmid);
  reserveMachine(node, vmid, "create");
  return node.tasks.start("qmcreate", String(vmid), authuser, async (worker) => {
    await node.lockMachine(vmid, () => createMachine(node, { vmid, options, pool }, worker));
    if (isSet(params, "start")) await startMachine(node, vmid, worker);
  });
}
