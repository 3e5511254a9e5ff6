import { failure } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { isSet, required } from "../api/endpoint";
import { poolIdFormat, splitList } from "../api/schema/formats";
import { optionalFlag, optionalText, requiredText } from "../api/schema/property";

const pools: Endpoint = {
  method: "GET",
  path: "/pools",
  parameters: { poolid: optionalText({ format: poolIdFormat }), type: optionalText() },
  handle: ({ node, params }) => {
    const known = node.users().pools;
    const wanted = params.get("poolid");
    if (wanted !== undefined && !known.has(wanted))
      throw failure(`pool '${wanted}' does not exist`);
    const shown = [...known].filter(([poolid]) => (wanted ?? poolid) === poolid);
    return shown.map(([poolid, { comment, vms, storages }]) => ({
      poolid,
      ...(comment === "" ? {} : { comment }),
      ...(wanted === undefined ? {} : { members: [...vms.map(String), ...storages] }),
    }));
  },
};

const createPool: Endpoint = {
  method: "POST",
  path: "/pools",
  protected: true,
  parameters: { poolid: requiredText({ format: poolIdFormat }), comment: optionalText() },
  authorize: allocatePool,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "poolid");
    if (conf.pools.has(id)) throw failure(`create pool failed: pool '${id}' already exists`);
    conf.pools.set(id, { comment: params.get("comment") ?? "", vms: [], storages: [] });
    node.saveUsers(conf);
    return null;
  },
};

const changePool: Endpoint = {
  method: "PUT",
  path: "/pools",
  protected: true,
  parameters: {
    poolid: requiredText({ format: poolIdFormat }),
    vms: optionalText(),
    storage: optionalText(),
    comment: optionalText(),
    delete: optionalFlag,
  },
  authorize: allocatePool,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "poolid");
    const pool = conf.pools.get(id);
    if (!pool) throw failure(`update pools failed: pool '${id}' does not exist`);
    const vms = splitList(params.get("vms") ?? "").map(Number);
    const storages = splitList(params.get("storage") ?? "");
    const kept = <T>(all: T[], some: T[]): T[] => all.filter((each) => !some.includes(each));
    const removed = isSet(params, "delete");
    pool.vms = removed ? kept(pool.vms, vms) : [...kept(pool.vms, vms), ...vms];
    pool.storages = removed
      ? kept(pool.storages, storages)
      : [...kept(pool.storages, storages), ...storages];
    pool.comment = params.get("comment") ?? pool.comment;
    node.saveUsers(conf);
    return null;
  },
};

const removePool: Endpoint = {
  method: "DELETE",
  path: "/pools",
  protected: true,
  parameters: { poolid: requiredText({ format: poolIdFormat }) },
  authorize: allocatePool,
  handle: ({ node, params }) => deletePool(node, required(params, "poolid")),
};

const removePoolByPath: Endpoint = { ...removePool, path: "/pools/{poolid}" };

/** Resource pools: names for groups of guests and storages. */
export const poolEndpoints: readonly Endpoint[] = [
  pools,
  createPool,
  changePool,
  removePool,
  removePoolByPath,
];

function allocatePool({ rights, params }: Request): void {
  rights.require(`/pool/${required(params, "poolid")}`, ["Pool.Allocate"]);
}

function deletePool(node: Request["node"], id: string): null {
  const conf = node.users();
  const pool = conf.pools.get(id);
  if (!pool) throw failure(`delete pool failed: pool '${id}' does not exist`);
  // A guest that is gone does not count.
  const guests = pool.vms.filter((vmid) => node.configs.vmids().includes(vmid));
  if (guests.length + pool.storages.length > 0) {
    const [vmid] = guests;
    const holds = vmid === undefined ? `storage ${pool.storages[0] ?? ""}` : `VM ${vmid}`;
    throw failure(`delete pool failed: pool '${id}' is not empty (contains ${holds})`);
  }
  conf.pools.delete(id);
  node.saveUsers(conf);
  return null;
}
