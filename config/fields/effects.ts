import type { z } from "zod";
import type { Path } from "../diagnostics";
import type { Json } from "../json";
import { isObject } from "../json";
import type { Effect } from "./field";
import { effectOf } from "./field";
import { alternativeFor, childOf } from "./walk";

/** A declared field whose effect is not simply that it is applied. */
export interface DeclaredEffect {
  readonly path: Path;
  readonly effect: Effect;
  readonly value: Json;
}

/**
 * Walks a document beside its schema and names every field that is an older spelling, not managed yet or without
 * effect: the outermost one of each branch.
 */
export function declaredEffects(
  schema: z.core.$ZodType,
  value: Json,
  path: Path = [],
): DeclaredEffect[] {
  const chosen = alternativeFor(schema, value);
  const effect = effectOf(schema) ?? effectOf(chosen);
  const form = effectOf(chosen);
  if (form?.kind === "alias") return [{ path, effect: form, value }];
  if (effect?.kind === "none" || effect?.kind === "alias") return [{ path, effect, value }];
  const children = childrenOf(value).flatMap(([step, child]) => {
    const childSchema = childOf(chosen, step);
    return childSchema ? declaredEffects(childSchema, child, [...path, step]) : [];
  });
  return effect?.kind === "later" ? [{ path, effect, value }, ...children] : children;
}

/** True where a value declares something: not null, false, "none", empty, or made of such values only. */
export function declaresSomething(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.values(value).some(declaresSomething);
  return value !== null && value !== false && value !== "" && value !== "none";
}

function childrenOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((child, index) => [index, child]);
  return isObject(value) ? Object.entries(value) : [];
}
