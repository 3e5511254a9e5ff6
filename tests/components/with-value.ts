import { isObject, type Json } from "../../config/json";

/** A document with another value at a place; undefined takes it out. */
export function withValue(
  document: Json,
  [step = "", ...rest]: string[],
  value: Json | undefined,
): Json {
  if (Array.isArray(document)) {
    return document.map((member, at) =>
      String(at) !== step
        ? member
        : rest.length > 0
          ? withValue(member, rest, value)
          : (value ?? null),
    );
  }
  const { [step]: member = {}, ...others } = isObject(document) ? document : {};
  if (rest.length > 0) return { ...others, [step]: withValue(member, rest, value) };
  return value === undefined ? others : { ...others, [step]: value };
}
