import { failure, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { poolIdFormat, storageIdFormat } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";
import { createContainer, requirePool, reserve } from "./create";
import { checkModification, checkTemplateAccess } from "./modify-permissions";
import { isMountKey, mountPointsOf } from "./mount-point";
import { containerOptions } from "./options";
import { guestParameters } from "./parameters";
import { startContainer } from "./run";

const notOptions = [
  "node",
  "vmid",
  "ostemplate",
  "password",
  "storage",
  "force",
  "restore",
  "unique",
  "pool",
  "ignore-unpack-errors",
  "ssh-public-keys",
  "bwlimit",
  "start",
  "ha-managed",
  "unprivileged",
];

/** POST /nodes/{node}/lxc: a new container from a template. */
export const createEndpoint: Endpoint = {
  method: "POST",
  path: "/nodes/{node}/lxc",
  protected: true,
  parameters: {
    ...containerOptions,
    ...guestParameters,
    ostemplate: requiredText({ maxLength: 255 }),
    password: optionalText({ minLength: 5 }),
    storage: optionalText({ format: storageIdFormat }),
    force: optionalFlag,
    restore: optionalFlag,
    unique: { ...optionalFlag, requires: "restore" },
    pool: optionalText({ format: poolIdFormat }),
    "ignore-unpack-errors": optionalFlag,
    "ssh-public-keys": optionalText(),
    bwlimit: { type: "number", optional: true, minimum: 0 },
    start: optionalFlag,
    "ha-managed": optionalFlag,
  },
  handle: (request) => create(request),
};

function create(request: Request): string {
  const { node, params, rights, authuser } = request;
  const vmid = Number(required(params, "vmid"));
  if (isSet(params, "restore")) throw failure("restoring archives is not supported by this node");
  node.configs.checkUnused(vmid);
  const sshKeys = params.get("ssh-public-keys");
  if (sshKeys !== undefined) checkSshKeys(sshKeys);
  const pool = params.get("pool");
  requirePool(node, pool);
  rights.requireOnGuest(vmid, ["VM.Allocate"], pool);
  const unprivileged = params.get("unprivileged") !== "0";
  if (!unprivileged && !rights.isRoot) rights.require("/", ["Sys.Modify"]);
  const options = new Map([...params].filter(([key]) => !notOptions.includes(key)));
  const scope = { rights, storages: node.storages, vmid, pool, old: undefined, unprivileged };
  checkModification(scope, options, []);
  checkTemplateAccess(rights, required(params, "ostemplate"));
  const mounts = mountValues(options, params.get("storage") ?? "local");
  checkStorages(request, mounts);
  reserve(node, vmid);
  const wanted = {
    ...{ vmid, ostemplate: required(params, "ostemplate"), options, mounts, unprivileged, pool },
    ...{ password: params.get("password"), sshKeys },
  };
  return node.tasks.start("vzcreate", String(vmid), authuser, async (worker) => {
    await node.lockConfig(vmid, () => createContainer(node, wanted, worker));
    if (isSet(params, "ha-managed")) worker.print(`Add as HA resource`);
    if (isSet(params, "start")) await startContainer(node, vmid, worker);
  });
}

/** Takes the mount points out of the options and gives bare sizes the default storage. */
function mountValues(options: Map<string, string>, storage: string): Map<string, string> {
  const mounts = new Map<string, string>();
  for (const [key, value] of [...options]) {
    if (/^unused\d+$/.test(key)) options.delete(key);
    if (!isMountKey(key)) continue;
    options.delete(key);
    mounts.set(key, /^\d+(?:\.\d+)?$/.test(value) ? `${storage}:${value}` : value);
  }
  if (mounts.size > 0 && !mounts.has("rootfs")) {
    throw failure("mount points configured, but 'rootfs' not set - aborting");
  }
  // A container without any size given gets 4 GiB.
  return mounts.size > 0 ? mounts : new Map([["rootfs", `${storage}:4`]]);
}

function checkStorages({ node, rights }: Request, mounts: ReadonlyMap<string, string>): void {
  for (const point of mountPointsOf(mounts)) {
    if (point.type !== "volume") continue;
    const [storage = ""] = point.volume.split(":");
    const entry = node.storages.enabled(storage);
    if (!node.storages.content(entry).includes("rootdir")) {
      const problem = `storage '${storage}' does not support container directories`;
      throw parameterError({ storage: problem });
    }
    rights.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    node.storages.backend(entry).activate();
  }
}

function checkSshKeys(keys: string): void {
  const lines = keys.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const type =
    /(?:^|\s)(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+)\s+[A-Za-z0-9+/=]+/;
  if (!lines.every((line) => type.test(line))) throw failure("SSH public key validation error");
}
