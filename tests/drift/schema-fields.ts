import { z } from "zod";

/** The paths of all fields of a schema: through objects, and not into lists, tables and unions. */
export function schemaFields(schema: z.core.$ZodType, path = ""): string[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([key, child]) =>
    schemaFields(child, path === "" ? key : `${path}.${key}`),
  );
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return unwrap(schema.unwrap());
  }
  return schema;
}
