import { apply } from "json-merge-patch";
import type { Path } from "../diagnostics";
import type { Json, JsonObject } from "../json";
import { isObject } from "../json";
import { suggestion } from "../nearest";
import { parseProperties } from "../scalars/properties";
import type { FileKind } from "../file-kinds";
import { fileKinds } from "../file-kinds";
import { isNamed, namesOf, ownNames } from "./named-lists";

export type Documents = Partial<Record<FileKind, Json>>;

export interface MergeResult {
  readonly documents: Documents;
  /** Paths of the values that the overlay gave, as JSON texts of `[kind, ...path]`. */
  readonly changed: string[];
  /** What is wrong with the overlay itself; paths are the overlay's own. */
  readonly problems: { path: Path; message: string }[];
}

/**
 * Applies an overlay: an RFC 7396 merge patch for each of the four documents. A patch cannot reach into a list, so a
 * list of named things (see named-lists.ts) may be patched by an object whose keys are the names; and `properties`
 * given as an object are merged into the base's even where the base writes them as a string. Files of the kinds in
 * `unread` are there and could not be read, which is reported elsewhere.
 */
export function mergeOverlay(
  base: Documents,
  overlay: Json,
  unread: readonly FileKind[] = [],
): MergeResult {
  const result: MergeResult = { documents: { ...base }, changed: [], problems: [] };
  if (!isObject(overlay)) {
    result.problems.push({
      path: [],
      message: "must be an object with the keys hypervisor, lxc, vm and stacks",
    });
    return result;
  }
  for (const [key, patch] of Object.entries(overlay)) {
    const kind = fileKinds.find((name) => name === key);
    const document = kind && base[kind];
    if (kind && document !== undefined) {
      const prepared = prepare(document, patch, [kind], result);
      result.documents[kind] = apply<Json>(structuredClone(document), prepared);
    } else if (kind && !unread.includes(kind)) {
      result.problems.push({ path: [key], message: "changes a file that there is not" });
    } else if (!kind && key !== "$schema") {
      const hint = suggestion(key, fileKinds);
      result.problems.push({
        path: [key],
        message: `is not one of the files hypervisor, lxc, vm and stacks${hint}`,
      });
    }
  }
  return result;
}

/** Turns patches by name into whole lists, and notes which values the overlay gives. */
function prepare(base: Json, patch: Json, path: Path, result: MergeResult): Json {
  if (!isObject(patch)) {
    result.changed.push(JSON.stringify(path));
    return patch;
  }
  if (Array.isArray(base)) {
    const list = patchList(base, patch, path, result);
    if (list) return list;
  }
  const target = isObject(base) ? base : {};
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => {
      const inside = asObject(key, target[key], value);
      const prepared = prepare(target[key] ?? null, value, [...path, key], result);
      return [key, isObject(prepared) && inside ? { ...inside, ...prepared } : prepared];
    }),
  );
}

/** The base's `properties` as an object where it writes them as a string and the overlay as an object. */
function asObject(key: string, base: Json | undefined, patch: Json): JsonObject | undefined {
  if (key !== "properties" || typeof base !== "string" || !isObject(patch)) return undefined;
  return parseProperties(base);
}

function patchList(
  base: Json[],
  patch: JsonObject,
  path: Path,
  result: MergeResult,
): Json[] | undefined {
  const names = namesOf(path);
  if (!names) return undefined;
  const list: Json[] = [];
  const used = new Set<string>();
  for (const element of base) {
    const key = Object.keys(patch).find((candidate) => isNamed(element, candidate, names, base));
    const change = key === undefined ? undefined : patch[key];
    if (key !== undefined) used.add(key);
    if (change === null) continue;
    if (change === undefined) list.push(element);
    else {
      const prepared = prepare(element, change, [...path, list.length], result);
      list.push(apply<Json>(structuredClone(element), prepared));
    }
  }
  for (const key of Object.keys(patch).filter((name) => !used.has(name))) {
    const known = base.flatMap((element) => ownNames(element, names));
    result.problems.push({
      path: [...path, key],
      message: `is no entry of this list${suggestion(key, known)}`,
    });
  }
  return list;
}
