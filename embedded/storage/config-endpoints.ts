import { failure, messageOf, parameterError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { splitList } from "../api/schema/formats";
import { optionalText, requiredText } from "../api/schema/property";
import type { ConfEntry } from "../conf/section-conf";
import type { Json } from "../contract";
import {
  answerStorageOption,
  changeableOptions,
  creationOptions,
  deleteParameter,
  storageParameter,
} from "./storage-options";
import type { Storages } from "./storages";
import type { StorageType } from "./storage-types";
import { storageTypes } from "./storage-types";

const allTypes = [
  ...["btrfs", "cephfs", "cifs", "dir", "esxi", "iscsi", "iscsidirect", "lvm"],
  ...["lvmthin", "nfs", "pbs", "rbd", "zfs", "zfspool"],
];

function allocate({ rights }: Request): void {
  rights.require("/storage", ["Datastore.Allocate"]);
}

const list: Endpoint = {
  method: "GET",
  path: "/storage",
  parameters: { type: optionalText({ enum: allTypes }) },
  handle: ({ node, rights, params }) =>
    node.storages
      .entries()
      .filter((entry) => (params.get("type") ?? entry.type) === entry.type)
      .filter((entry) => canSee(rights, entry.id))
      .map((entry) => answer(node.storages, entry)),
};

const read: Endpoint = {
  method: "GET",
  path: "/storage/{storage}",
  parameters: { storage: storageParameter },
  authorize: ({ rights, params }) => {
    rights.require(`/storage/${required(params, "storage")}`, ["Datastore.Allocate"]);
  },
  handle: ({ node, params }) =>
    answer(node.storages, node.storages.entry(required(params, "storage"))),
};

const create: Endpoint = {
  method: "POST",
  path: "/storage",
  protected: true,
  parameters: {
    ...creationOptions,
    storage: storageParameter,
    type: requiredText({ enum: allTypes }),
  },
  authorize: allocate,
  handle: ({ node, params, warn }) => {
    const [id, type] = [required(params, "storage"), required(params, "type")];
    const kind = typeOf(type);
    const given = new Map([...params].filter(([key]) => !["storage", "type"].includes(key)));
    const password = given.get("password");
    const options = new Map([...given].filter(([key]) => key !== "password"));
    checkOptions(kind, given, warn);
    const content = given.get("content");
    if (content !== undefined) options.set("content", content);
    attempt("create storage failed", () => {
      const entries = node.storages.entries();
      if (entries.some((entry) => entry.id === id)) {
        throw failure(`storage ID '${id}' already defined`);
      }
      const isRemote = type === "nfs" || type === "cifs";
      if (isRemote && !options.has("path")) options.set("path", `/mnt/pve/${id}`);
      if (type === "zfspool") node.storages.noteMountpoint(id, options, warn);
      node.storages.setPassword(id, type === "cifs" ? password : undefined);
      const entry = { type, id, options: tidy(options, kind) };
      if (options.get("disable") !== "1" && node.storages.isHere(entry)) {
        try {
          node.storages.backend(entry).activate(warn);
        } catch (error) {
          node.storages.setPassword(id, undefined);
          throw error;
        }
      }
      node.storages.save([...entries, entry]);
    });
    return { storage: id, type };
  },
};

const update: Endpoint = {
  method: "PUT",
  path: "/storage/{storage}",
  protected: true,
  parameters: {
    ...changeableOptions,
    storage: storageParameter,
    delete: deleteParameter,
    digest: optionalText({ maxLength: 64 }),
  },
  authorize: allocate,
  handle: ({ node, params, warn }) => {
    const entry = node.storages.entry(required(params, "storage"));
    const given = [...params].filter(([key]) => !["storage", "delete", "digest"].includes(key));
    const options = new Map(given.filter(([key]) => key !== "password"));
    const password = params.get("password");
    const deletes = splitList(params.get("delete") ?? "");
    attempt("update storage failed", () => {
      const digest = params.get("digest");
      if (digest !== undefined && digest !== node.storages.digest()) {
        throw failure("detected modified configuration - file changed by other user? Try again.");
      }
      if (password !== undefined) requireOption(entry.type, "password");
      change(node.storages, entry, options, deletes, warn);
      if (password !== undefined) node.storages.setPassword(entry.id, password);
      else if (deletes.includes("password")) node.storages.setPassword(entry.id, undefined);
    });
    return { storage: entry.id, type: entry.type };
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: "/storage/{storage}",
  protected: true,
  parameters: { storage: storageParameter },
  authorize: allocate,
  handle: ({ node, params }) => {
    attempt("delete storage failed", () => {
      const { id } = node.storages.entry(required(params, "storage"));
      node.storages.setPassword(id, undefined);
      node.storages.save(node.storages.entries().filter((entry) => entry.id !== id));
    });
    return null;
  },
};

export const storageConfigEndpoints: readonly Endpoint[] = [list, read, create, update, remove];

/** True where the user is shown the storage at all. */
export function canSee(rights: Request["rights"], id: string): boolean {
  return rights.hasAny(`/storage/${id}`, ["Datastore.Audit", "Datastore.AllocateSpace"]);
}

function answer(storages: Storages, entry: ConfEntry): Record<string, Json> {
  const options: Record<string, Json> = {};
  for (const [key, value] of entry.options) options[key] = answerStorageOption(key, value);
  options["content"] ??= storages.content(entry).join(",");
  return { ...options, storage: entry.id, type: entry.type, digest: storages.digest() };
}

function typeOf(type: string): StorageType {
  const known = storageTypes[type];
  if (!known)
    throw parameterError({ type: `storage type '${type}' is not supported by this node` });
  return known;
}

function checkOptions(
  type: StorageType,
  options: Map<string, string>,
  warn: (text: string) => void,
): void {
  for (const key of type.required) {
    if (!options.has(key)) throw failure(`missing value for required option '${key}'`);
  }
  checkKnown(type, options, warn);
}

function checkKnown(
  type: StorageType,
  options: Map<string, string>,
  warn: (text: string) => void,
): void {
  for (const key of options.keys()) {
    const known = [...type.required, ...type.fixed, ...type.optional].includes(key);
    if (!known) throw failure(`unexpected property '${key}'`);
  }
  const content = options.get("content");
  if (content === undefined) return;
  const canHold = (wanted: string) => type.content.some((each) => each === wanted);
  // What the type cannot hold is only warned about, unless nothing is left (PVE::Storage::Plugin::decode_value).
  const held = splitList(content).filter((wanted) => {
    const holds = canHold(wanted);
    if (!holds) warn(`storage does not support content type '${wanted}'\n`);
    return holds;
  });
  if (held.length === 0 && !canHold("none")) {
    throw failure("storage does not support content type 'none'");
  }
  options.set("content", held.join(","));
}

/** As storage.cfg keeps them: no disable=0, content as a list with commas. */
function tidy(options: ReadonlyMap<string, string>, type: StorageType): Map<string, string> {
  const kept = new Map([...options].filter(([key, value]) => key !== "disable" || value === "1"));
  const content = kept.get("content") ?? type.defaultContent.join(",");
  kept.set("content", splitList(content).join(",") || "none");
  return kept;
}

function change(
  storages: Storages,
  entry: ConfEntry,
  options: Map<string, string>,
  deletes: readonly string[],
  warn: (text: string) => void,
): void {
  const type = typeOf(entry.type);
  checkKnown(type, options, warn);
  for (const [key, value] of options) {
    if (type.fixed.includes(key) && entry.options.get(key) !== value) {
      throw failure(`can't change value of fixed parameter '${key}'`);
    }
  }
  const changed = new Map([...entry.options, ...options]);
  for (const key of deletes) {
    if (options.has(key)) {
      const problem = `you can't use '-${key}' and -delete ${key}' at the same time`;
      throw failure(problem);
    }
    if (type.required.includes(key)) throw failure(`unable to delete required option '${key}'`);
    if (!type.optional.includes(key)) throw failure(`no such option '${key}'`);
    changed.delete(key);
  }
  const entries = storages.entries();
  const written = { ...entry, options: tidy(changed, type) };
  storages.save(entries.map((each) => (each.id === entry.id ? written : each)));
}

function requireOption(type: string, key: string): void {
  const { optional } = typeOf(type);
  if (!optional.includes(key)) throw failure(`unexpected property '${key}'`);
}

function attempt(what: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw failure(`${what}: ${messageOf(error)}`);
  }
}
