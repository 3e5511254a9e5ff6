import type { z } from "zod";
import { fieldsOf } from "../../config/fields/paths";
import { alternatives, childOf, definitionOf } from "../../config/fields/walk";
import { fileKinds, type FileKind } from "../../config/file-kinds";
import { isObject, type Json } from "../../config/json";
import { schemas } from "../../config/parse";

/** A place of the configuration at which a person may write text. */
export interface TextPlace {
  readonly kind: FileKind;
  /** Such as `lxc_configs.*.tags.[]`; one that ends with `.*` and is a key ends with `{}` here. */
  readonly path: string;
  readonly effect: string;
  accepts(text: string): boolean;
}

/** Every place of the four files at which text may stand, elements of lists and free keys included. */
export function textPlaces(): readonly TextPlace[] {
  return fileKinds.flatMap((kind) => {
    const places = fieldsOf(schemas[kind]).flatMap(({ path, schema, effect }): TextPlace[] => {
      const at = { kind, path: path.join("."), effect: effect?.kind ?? "part" };
      const element = childOf(schema, 0);
      return [
        ...textAt(schema, at),
        ...(element === undefined ? [] : textAt(element, { ...at, path: `${at.path}.[]` })),
        ...keysAt(schema, { ...at, path: `${at.path}.{}` }),
      ];
    });
    return [...new Map(places.map((place) => [place.path, place])).values()];
  });
}

function textAt(schema: z.core.$ZodType, at: Omit<TextPlace, "accepts">): TextPlace[] {
  const options = alternatives(schema).filter((each) => takesText(each));
  if (options.length === 0) return [];
  const accepts = (text: string) =>
    options.some((option) => (option as z.ZodType).safeParse(text).success);
  return [{ ...at, accepts }];
}

function takesText(schema: z.core.$ZodType): boolean {
  return ["string", "enum"].includes(definitionOf(schema).type);
}

function keysAt(schema: z.core.$ZodType, at: Omit<TextPlace, "accepts">): TextPlace[] {
  return alternatives(schema).flatMap((option) => {
    const { keyType } = definitionOf(option);
    if (keyType === undefined) return [];
    const accepts = (text: string) => (keyType as z.ZodType).safeParse(text).success;
    return [{ ...at, accepts }];
  });
}

/** What documents have at the places of a file, by place. */
export function examplesIn(kind: FileKind, document: Json): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (path: string, text: string) => {
    found.set(path, (found.get(path) ?? new Set()).add(text));
  };
  const walk = (schema: z.core.$ZodType, value: Json, path: string): void => {
    const below = (step: string) => (path === "" ? step : `${path}.${step}`);
    if (typeof value === "string") add(path, value);
    if (Array.isArray(value)) {
      const element = childOf(schema, 0);
      for (const each of value) if (element !== undefined) walk(element, each, below("[]"));
    }
    if (!isObject(value)) return;
    for (const [key, member] of Object.entries(value)) {
      const child = childOf(schema, key);
      const isNamed = alternatives(schema).some(
        (option) => key in (definitionOf(option).shape ?? {}),
      );
      if (!isNamed) add(below("{}"), key);
      if (child !== undefined) walk(child, member, below(isNamed ? key : "*"));
    }
  };
  walk(schemas[kind], document, "");
  return found;
}
