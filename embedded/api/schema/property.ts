/** Says what is wrong with a value, with PVE's line end, or nothing. */
export type Format = (value: string) => string | undefined;

/**
 * The schema of one parameter, as PVE::JSONSchema checks it: type first, then format, pattern, length, range, enum.
 */
export interface Property {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly optional?: true;
  readonly format?: Format;
  /** The value is a comma-separated list of `key=value` with this schema. */
  readonly properties?: Properties;
  /** Another spelling of the list's text, brought into the one that `properties` describes. */
  readonly spell?: (value: string) => string;
  readonly pattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  /** Another parameter that has to be given too. */
  readonly requires?: string;
  /** In a property string: the key that may be left out, as the volume of a mount point. */
  readonly defaultKey?: true;
  /** How many `name0`, `name1` … there are, where the name ends in `[n]`. */
  readonly count?: number;
}

export type Properties = Readonly<Record<string, Property>>;

/** The schema of a parameter by its name, `net3` being declared as `net[n]`. */
export function propertyOf(properties: Properties, name: string): Property | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  const [, stem, digits] = /^([a-z_-]+?)(0|[1-9]\d*)$/.exec(name) ?? [];
  if (stem === undefined) return undefined;
  const indexed = properties[`${stem}[n]`];
  return indexed && Number(digits) < (indexed.count ?? 0) ? indexed : undefined;
}

/** The key of a property string whose value stands without it. */
export function defaultKeyOf(properties: Properties): string | undefined {
  return Object.keys(properties).find((name) => properties[name]?.defaultKey);
}

const text = { type: "string" } as const;
const integer = { type: "integer" } as const;
const flag = { type: "boolean" } as const;

/** An optional string. */
export function optionalText(rest: Partial<Property> = {}): Property {
  return { ...text, optional: true, ...rest };
}

export function requiredText(rest: Partial<Property> = {}): Property {
  return { ...text, ...rest };
}

export function optionalInteger(rest: Partial<Property> = {}): Property {
  return { ...integer, optional: true, ...rest };
}

export const optionalFlag: Property = { ...flag, optional: true };
