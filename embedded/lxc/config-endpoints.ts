import { ApiError, failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { configIdFormat, configIdListFormat } from "../api/schema/formats";
import { optionalFlag, optionalText } from "../api/schema/property";
import type { Json } from "../contract";
import { checkLock } from "../node/guest-configs";
import { currentAnswer, mergedAnswer, pendingAnswer, sectionAnswer } from "./config-answer";
import { hotplugPending } from "./hotplug";
import { checkModification } from "./modify-permissions";
import { containerOptions, optionOf } from "./options";
import { guestParameters } from "./parameters";
import { readKeys, type ConfigChange } from "../guests/pending";
import { applyPending, stageChange } from "./pending";
import { checkLxcConfig } from "./start-checks";

const path = "/nodes/{node}/lxc/{vmid}";

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
  handle: ({ node, params }) => {
    const conf = node.configs.load(Number(required(params, "vmid")));
    const snapname = params.get("snapshot");
    if (snapname === undefined) {
      return isSet(params, "current") ? currentAnswer(conf) : mergedAnswer(conf);
    }
    if (isSet(params, "current")) {
      throw parameterError({ snapshot: "cannot use 'snapshot' parameter with 'current'" });
    }
    const snapshot = conf.snapshots.get(snapname);
    if (!snapshot) throw failure(`snapshot '${snapname}' does not exist`);
    return { ...sectionAnswer(snapshot), digest: conf.digest };
  },
};

const getPending: Endpoint = {
  method: "GET",
  path: `${path}/pending`,
  parameters: guestParameters,
  authorize: audit,
  handle: ({ node, params }) => pendingAnswer(node.configs.load(Number(required(params, "vmid")))),
};

const putConfig: Endpoint = {
  method: "PUT",
  path: `${path}/config`,
  protected: true,
  parameters: {
    ...containerOptions,
    ...guestParameters,
    delete: optionalText({ format: configIdListFormat }),
    revert: optionalText({ format: configIdListFormat }),
    digest: optionalText({ maxLength: 40 }),
  },
  handle: (request) => update(request),
};

export const configEndpoints: readonly Endpoint[] = [getConfig, getPending, putConfig];

const notOptions = ["node", "vmid", "delete", "revert", "digest"];

async function update({ node, params, rights, authuser }: Request): Promise<Json> {
  const vmid = Number(required(params, "vmid"));
  const change = readChange(params);
  const old = node.configs.load(vmid).options;
  const unprivileged = old.get("unprivileged") === "1";
  const scope = { rights, storages: node.storages, vmid, old, unprivileged };
  checkModification(scope, change.values, [...change.deletes, ...change.reverts]);
  return node.lockConfig(vmid, () => {
    const conf = node.configs.load(vmid);
    checkLock(conf);
    checkDigest(conf.digest, params.get("digest"));
    const touched = stageChange(node, vmid, conf, change);
    const file = { written: false };
    const write = (): void => {
      file.written = true;
      node.configs.save(vmid, conf);
    };
    try {
      const errors = node.running.has(vmid)
        ? hotplugPending(node, vmid, conf, touched, write)
        : applyPending(node, vmid, conf);
      if (Object.keys(errors).length > 0) throw parameterError(errors);
      write();
      checkLxcConfig(node, node.configs.load(vmid));
    } catch (error) {
      // A refusal that comes after the file was written is no sign that nothing has changed.
      if (file.written) {
        node.journal.record("api", `PUT /nodes/${node.name}/lxc/${vmid}/config by ${authuser}`);
      }
      throw error;
    }
    return null;
  });
}

/** Refuses a change that was made with an older file in mind (PVE::Tools::assert_if_modified). */
export function checkDigest(actual: string, expected: string | undefined): void {
  if (expected !== undefined && expected !== "" && actual !== expected) {
    throw new ApiError(
      500,
      "detected modified configuration - file changed by other user? Try again.",
    );
  }
}

function readChange(params: ReadonlyMap<string, string>): ConfigChange {
  const given = [...params].filter(([key]) => !["node", "vmid", "digest"].includes(key));
  if (given.length === 0) throw failure("no options specified");
  const values = new Map([...params].filter(([key]) => !notOptions.includes(key)));
  const deletes = readKeys(params, values, "delete", isOption);
  return { values, deletes, reverts: readKeys(params, values, "revert", isOption) };
}

function isOption(key: string): boolean {
  return optionOf(key) !== undefined;
}
