import type { z } from "zod";
import type { Json } from "../json";
import { isObject } from "../json";

/** The parts of zod's definitions that a walk over a schema reads. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly catchall?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly keyType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
}

/** The definition of a schema without the wrappers that say optional or transformed. */
export function definitionOf(schema: z.core.$ZodType): Definition {
  const definition = schema._zod.def as Definition;
  const inner = definition.innerType ?? (definition.type === "pipe" ? definition.in : undefined);
  return inner ? definitionOf(inner) : definition;
}

/** Alternatives of a union, or the schema itself. */
export function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { type, options } = definitionOf(schema);
  return type === "union" && options ? options.flatMap(alternatives) : [schema];
}

/** Known keys of an object schema; of all objects in a union together. */
export function keysOf(schema: z.core.$ZodType): string[] {
  return alternatives(schema).flatMap((option) => Object.keys(definitionOf(option).shape ?? {}));
}

/** Schema of what lies at a key or index, or undefined where nothing may lie there. */
export function childOf(
  schema: z.core.$ZodType,
  step: string | number,
): z.core.$ZodType | undefined {
  for (const option of alternatives(schema)) {
    const { shape, catchall, element, valueType } = definitionOf(option);
    const child = typeof step === "number" ? element : (shape?.[step] ?? valueType ?? catchall);
    if (child && definitionOf(child).type !== "never") return child;
  }
  return undefined;
}

/** The alternative that a value of this JSON type is meant for. */
export function alternativeFor(schema: z.core.$ZodType, value: Json): z.core.$ZodType {
  const options = alternatives(schema);
  return options.find((option) => accepts(definitionOf(option), value)) ?? options[0] ?? schema;
}

function accepts({ type, values }: Definition, value: Json): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object" || type === "record") return isObject(value);
  if (type === "string" || type === "enum") return typeof value === "string";
  if (type === "literal") return values?.includes(value) === true;
  return type === (value === null ? "null" : typeof value);
}
