import type { z } from "zod";
import type { Effect } from "./field";
import { effectOf, meaningOf } from "./field";
import { alternatives, definitionOf } from "./walk";

/** One field that a document may hold. */
export interface Field {
  /** Keys from the root of the document; `*` stands for a free key, `[]` for an element of a list. */
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
  readonly isRequired: boolean;
  readonly meaning: string | undefined;
  /** Its own effect, or that of the nearest field around it; undefined for a group and for a forgotten field. */
  readonly effect: Effect | undefined;
  /** True where other fields lie below it. */
  readonly isGroup: boolean;
}

/** Every field of a schema, each before those below it. */
export function fieldsOf(
  schema: z.core.$ZodType,
  path: readonly string[] = [],
  inherited?: Effect,
): Field[] {
  return alternatives(schema).flatMap((option) => {
    const effect = effectInside(inherited, effectOf(option));
    const { catchall, element, shape, type, valueType } = definitionOf(option);
    const free =
      type === "object" && catchall && definitionOf(catchall).type !== "never"
        ? catchall
        : undefined;
    return [
      ...Object.entries(shape ?? {}).flatMap(([key, child]) =>
        fieldAndBelow(child, [...path, key], effect),
      ),
      ...[valueType, free].flatMap((child) =>
        child ? fieldAndBelow(child, [...path, "*"], effect) : [],
      ),
      ...(element ? fieldsOf(element, [...path, "[]"], effect) : []),
    ];
  });
}

function fieldAndBelow(
  schema: z.core.$ZodType,
  path: readonly string[],
  inherited: Effect | undefined,
): Field[] {
  const effect = effectInside(inherited, effectOf(schema));
  const below = fieldsOf(schema, path, effect);
  const isRequired = schema._zod.optin !== "optional";
  const meaning = meaningOf(schema);
  return [{ path, schema, isRequired, meaning, effect, isGroup: below.length > 0 }, ...below];
}

/** What is applied elsewhere is not applied inside a field that is not. */
function effectInside(outer: Effect | undefined, own: Effect | undefined): Effect | undefined {
  const overrules = outer?.kind === "later" || outer?.kind === "none";
  return own === undefined || (overrules && own.kind === "applied") ? outer : own;
}
