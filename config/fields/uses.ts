import type { z } from "zod";
import type { Json } from "../json";
import { isObject } from "../json";
import type { Effect } from "./field";
import { effectOf } from "./field";
import { alternativeFor, alternatives, childOf, definitionOf } from "./walk";

/** One field that a document holds, and what becomes of it. */
export interface FieldUse {
  /** As it is written, with `*` for free keys and `[]` for elements of a list. */
  readonly path: string;
  /** In how many places it stands. */
  readonly count: number;
  /** Undefined for a field that the schema does not know. */
  readonly effect: Effect | undefined;
}

interface Found {
  readonly path: string;
  readonly effect: Effect | undefined;
}

/** Every field of a document in the order of its first place; a branch without effect is one field. */
export function fieldUses(schema: z.core.$ZodType, document: Json): FieldUse[] {
  const uses = new Map<string, FieldUse>();
  for (const { path, effect } of usesBelow(schema, document, "", undefined)) {
    const key = JSON.stringify([path, effect]);
    uses.set(key, { path, effect, count: (uses.get(key)?.count ?? 0) + 1 });
  }
  return [...uses.values()];
}

function usesBelow(
  schema: z.core.$ZodType,
  value: Json,
  path: string,
  outer: Effect | undefined,
): Found[] {
  const chosen = alternativeFor(schema, value);
  const own = effectOf(chosen) ?? effectOf(schema);
  const effect = outer?.kind === "later" && own?.kind === "applied" ? outer : (own ?? outer);
  if (effect?.kind === "none" || effect?.kind === "alias") return [{ path, effect }];
  if (Array.isArray(value)) {
    const inside = value.flatMap((element, index) => {
      const child = childOf(chosen, index);
      return child ? usesBelow(child, element, `${path}[]`, effect) : [];
    });
    // A list of plain values is one field.
    return inside.some((use) => use.path !== `${path}[]`) ? inside : [{ path, effect }];
  }
  if (!isObject(value) || !hasChildren(chosen)) return [{ path, effect }];
  return Object.entries(value).flatMap(([key, member]) => {
    const step = isNamed(chosen, key) ? key : "*";
    const child = childOf(chosen, key);
    const below = path === "" ? step : `${path}.${step}`;
    if (child !== undefined) return usesBelow(child, member, below, effect);
    return [{ path: path === "" ? key : `${path}.${key}`, effect: undefined }];
  });
}

function hasChildren(schema: z.core.$ZodType): boolean {
  const { shape, valueType } = definitionOf(schema);
  return shape !== undefined || valueType !== undefined;
}

function isNamed(schema: z.core.$ZodType, key: string): boolean {
  return alternatives(schema).some((option) => key in (definitionOf(option).shape ?? {}));
}
