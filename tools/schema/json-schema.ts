import { z } from "zod";
import { fileNames } from "../../config/load";
import { without } from "../../config/normalise/without";
import { namedLists } from "../../config/overlays/named-lists";
import { schemas } from "../../config/parse";
import { fileKinds } from "../../config/file-kinds";

/** A JSON Schema or a part of one. */
export interface JsonSchema {
  [key: string]: unknown;
}

/** JSON Schemas of the four files and of overlays, by the name of their file without its endings. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const files = fileKinds.map((kind): [string, JsonSchema] => [
    fileNames[kind].replace(/\.json$/, ""),
    { title: fileNames[kind], ...jsonSchemaOf(schemas[kind]) },
  ]);
  return { ...Object.fromEntries(files), overlay: overlaySchema() };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  // Draft 7 is what editors know best.
  return z.toJSONSchema(schema, { io: "input", target: "draft-7", reused: "inline" });
}

/** An overlay: a merge patch for each file, so nothing is required, null removes, and named lists may be objects. */
function overlaySchema(): JsonSchema {
  const properties = fileKinds.map((kind) => {
    const description = `Merge patch (RFC 7396) for ${fileNames[kind]}.`;
    const patch = without(patchOf(jsonSchemaOf(schemas[kind]), kind), ["$schema"]);
    return [kind, { description, ...patch }];
  });
  return {
    title: "overlays/STACK.json",
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { $schema: { type: "string" }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}

function patchOf(schema: unknown, path: string): JsonSchema {
  if (!isSchema(schema)) return {};
  const { anyOf, properties, additionalProperties } = schema;
  return {
    ...without(schema, ["required"]),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map((option) => patchOf(option, path)) }),
    ...(isSchema(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties)
          .filter(([, child]) => !isDeprecated(child))
          .map(([key, child]) => [key, removable(child, `${path}.${key}`)]),
      ),
    }),
    ...(isSchema(additionalProperties) && {
      additionalProperties: removable(additionalProperties, `${path}.*`),
    }),
  };
}

/** The patch of a member: its own, null to remove it, and an object by name for a named list. */
function removable(schema: unknown, path: string): JsonSchema {
  if (!isSchema(schema)) return {};
  const patch = patchOf(schema, path);
  if (path in namedLists) {
    const byName = { type: "object", additionalProperties: removable(patch["items"], `${path}[]`) };
    return { anyOf: [patch, byName, { type: "null" }] };
  }
  const { anyOf, enum: words, type } = patch;
  return {
    ...patch,
    ...(Array.isArray(anyOf) && { anyOf: [...(anyOf as unknown[]), { type: "null" }] }),
    ...(typeof type === "string" && { type: [type, "null"] }),
    ...(Array.isArray(words) && { enum: [...(words as unknown[]), null] }),
  };
}

/** Overlays are newer than every older spelling. */
function isDeprecated(schema: unknown): boolean {
  return isSchema(schema) && schema["deprecated"] === true;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
