import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { configIdFormat, configIdListFormat } from "../api/schema/formats";
import { optionalFlag, optionalInteger, optionalText } from "../api/schema/property";
import { currentAnswer, mergedAnswer, pendingAnswer, sectionAnswer } from "../lxc/config-answer";
import { checkDigest } from "../lxc/config-endpoints";
import { guestParameters } from "../lxc/parameters";
import { checkLock } from "../node/guest-configs";
import { hotplugPending } from "./hotplug";
import { answerOption, machineOptions, optionOf } from "./options";
import { readKeys, type ConfigChange } from "../guests/pending";
import { applyPending, stageChange } from "./pending";
import { checkModification } from "./permissions";
import { checkBalloon, checkSshKeys } from "./values";

const path = "/nodes/{node}/qemu/{vmid}";

function vmidOf({ params }: Request): number {
  return Number(required(params, "vmid"));
}

function audit({ rights, params }: Request): void {
  rights.requireOnGuest(required(params, "vmid"), ["VM.Audit"]);
}

const getConfig: Endpoint = {
  method: "GET",
  path: `${path}/config`,
  parameters: {
    ...guestParameters,
    current: optionalFlag,
    snapshot: optionalText({ format: configIdFormat, maxLength: 40 }),
  },
  authorize: audit,
  handle: (request) => {
    const { node, params } = request;
    const conf = node.machines.load(vmidOf(request));
    const snapname = params.get("snapshot");
    if (snapname === undefined) {
      return isSet(params, "current")
        ? currentAnswer(conf, answerOption)
        : mergedAnswer(conf, answerOption);
    }
    const snapshot = conf.snapshots.get(snapname);
    if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
    return { ...sectionAnswer(snapshot, answerOption), digest: conf.digest };
  },
};

const getPending: Endpoint = {
  method: "GET",
  path: `${path}/pending`,
  parameters: guestParameters,
  authorize: audit,
  handle: (request) => pendingAnswer(request.node.machines.load(vmidOf(request)), answerOption),
};

const changeParameters = {
  ...machineOptions,
  ...guestParameters,
  delete: optionalText({ format: configIdListFormat }),
  revert: optionalText({ format: configIdListFormat }),
  digest: optionalText({ maxLength: 40 }),
  force: { ...optionalFlag, requires: "delete" },
  skiplock: optionalFlag,
};

const putConfig: Endpoint = {
  method: "PUT",
  path: `${path}/config`,
  protected: true,
  parameters: changeParameters,
  handle: async (request) => {
    const change = readChange(request);
    await request.node.lockMachine(vmidOf(request), () => {
      update(request, change);
    });
    return null;
  },
};

const postConfig: Endpoint = {
  method: "POST",
  path: `${path}/config`,
  protected: true,
  parameters: {
    ...changeParameters,
    background_delay: optionalInteger({ minimum: 1, maximum: 30 }),
  },
  handle: (request) => {
    const { node, authuser } = request;
    const vmid = vmidOf(request);
    const change = readChange(request);
    return node.tasks.start("qmconfig", String(vmid), authuser, () =>
      node.lockMachine(vmid, () => {
        update(request, change);
      }),
    );
  },
};

export const machineConfigEndpoints: readonly Endpoint[] = [
  getConfig,
  getPending,
  putConfig,
  postConfig,
];

const notOptions = [
  ...["node", "vmid", "delete", "revert", "digest", "force", "skiplock", "background_delay"],
];

function readChange(request: Request): ConfigChange {
  const { node, params, rights } = request;
  const vmid = vmidOf(request);
  const values = new Map([...params].filter(([key]) => !notOptions.includes(key)));
  const [deletes, reverts] = [
    readKeys(params, values, "delete", isOption),
    readKeys(params, values, "revert", isOption),
  ];
  if (values.size + deletes.length + reverts.length === 0) throw failure("no options specified");
  checkSshKeys(values);
  const old = node.machines.load(vmid).options;
  checkModification({ node, rights, vmid }, values, [...deletes, ...reverts], old);
  return { values, deletes, reverts };
}

/** The work of an update, alone among all that change the machine (PVE::API2::Qemu, update_vm_api). */
function update(request: Request, change: ConfigChange): void {
  const { node, params, warn } = request;
  const vmid = vmidOf(request);
  const conf = node.machines.load(vmid);
  checkDigest(conf.digest, params.get("digest"));
  if (!isSet(params, "skiplock")) checkLock(conf, "VM");
  if (change.values.has("memory") || change.values.has("balloon")) {
    checkBalloon(new Map([...conf.options, ...conf.pending, ...change.values]));
  }
  const touched = stageChange(node, vmid, conf, change, warn);
  const errors = node.runningMachines.has(vmid)
    ? hotplugPending(node, vmid, conf, touched)
    : applyPending(node, vmid, conf);
  node.machines.save(vmid, conf);
  if (Object.keys(errors).length > 0) throw parameterError(errors);
}

function isOption(key: string): boolean {
  return optionOf(key) !== undefined;
}
