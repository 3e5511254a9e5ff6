import { ApiError, failure, messageOf, parameterError } from "../api-error";
import type { Properties, Property } from "./property";
import { defaultKeyOf, propertyOf } from "./property";

/** Refuses parameters that the schema does not accept, in the words of PVE::JSONSchema. */
export function checkParameters(properties: Properties, values: ReadonlyMap<string, string>): void {
  const errors = objectErrors(properties, values);
  if (Object.keys(errors).length > 0) throw parameterError(errors);
}

/**
 * Reads `value,key=value,…` (PVE::JSONSchema::parse_property_string). Booleans may be words here and come back as
 * `0` or `1`; problems are refused with status 500 and an error for each key, `prefix` before it.
 */
export function parsePropertyString(
  properties: Properties,
  data: string,
  prefix = "",
): Map<string, string> {
  const values = new Map<string, string>();
  let defaulted = false;
  for (const part of data.split(",")) {
    if (/^\s*$/.test(part)) continue;
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (key !== undefined && value !== undefined) {
      setPair(properties, values, key, value);
    } else if (part.includes("=")) {
      throw failure("missing key in comma-separated list property");
    } else {
      const name = defaultKeyOf(properties);
      if (name === undefined) {
        throw failure("value without key, but schema does not define a default key");
      }
      if (defaulted || values.has(name)) throw duplicateKey(name);
      values.set(name, part);
      defaulted = true;
    }
  }
  const errors = objectErrors(properties, values, prefix);
  if (Object.keys(errors).length > 0) throw new ApiError(500, "format error", errors);
  return values;
}

/** What is wrong with each of an object's values; `prefix` is the path of the property string it stands in. */
function objectErrors(
  properties: Properties,
  values: ReadonlyMap<string, string>,
  prefix = "",
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (name.endsWith("[n]") || property.optional || values.has(name)) continue;
    errors[`${prefix}${name}`] = "property is missing and it is not optional";
  }
  for (const [name, value] of values) {
    const property = propertyOf(properties, name);
    const problem = property ? valueError(property, value, `${prefix}${name}`) : undefinedProperty;
    if (problem !== undefined) errors[`${prefix}${name}`] = problem;
    if (property?.requires !== undefined && !values.has(property.requires)) {
      errors[`${prefix}${property.requires}`] =
        `missing property - '${name}' requires this property`;
    }
  }
  return errors;
}

const undefinedProperty =
  "property is not defined in schema and the schema does not allow additional properties";

function valueError(property: Property, value: string, path: string): string | undefined {
  if (!typePatterns[property.type].test(value)) {
    return `type check ('${property.type}') failed - got '${value}'`;
  }
  const format = formatError(property, value, path);
  if (format !== undefined) return `invalid format - ${format}`;
  return limitError(property, value);
}

const typePatterns = {
  string: /^/,
  integer: /^[+-]?\d+$/,
  number: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  boolean: /^[01]$/,
};

function formatError(property: Property, value: string, path: string): string | undefined {
  if (!property.properties) return property.format?.(value);
  try {
    parsePropertyString(property.properties, property.spell?.(value) ?? value, `${path}.`);
    return undefined;
  } catch (error) {
    const nested = error instanceof ApiError ? Object.entries(error.errors ?? {}) : [];
    const lines = nested.map(([key, problem]) => `${key}: ${problem}\n`).sort();
    return `${messageOf(error)}\n${lines.join("")}`;
  }
}

function limitError(property: Property, value: string): string | undefined {
  const { pattern, maxLength, minLength, maximum, minimum } = property;
  if (pattern && !new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value)) {
    return "value does not match the regex pattern";
  }
  if (maxLength !== undefined && value.length > maxLength) {
    return `value may only be ${maxLength} characters long`;
  }
  if (minLength !== undefined && value.length < minLength) {
    return `value must be at least ${minLength} characters long`;
  }
  if (maximum !== undefined && Number(value) > maximum) {
    return `value must have a maximum value of ${maximum}`;
  }
  if (minimum !== undefined && Number(value) < minimum) {
    return `value must have a minimum value of ${minimum}`;
  }
  if (property.enum && !property.enum.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${property.enum.join(", ")}'`;
  }
  return undefined;
}

function setPair(
  properties: Properties,
  values: Map<string, string>,
  key: string,
  value: string,
): void {
  if (values.has(key)) throw duplicateKey(key);
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (!property) throw failure(`invalid key in comma-separated list property: ${key}`);
  values.set(key, property.type === "boolean" ? booleanText(value) : value);
}

function booleanText(value: string): string {
  if (/^(?:1|on|yes|true)$/i.test(value)) return "1";
  return /^(?:0|off|no|false)$/i.test(value) ? "0" : value;
}

function duplicateKey(key: string): ApiError {
  return failure(`duplicate key in comma-separated list property: ${key}`);
}
