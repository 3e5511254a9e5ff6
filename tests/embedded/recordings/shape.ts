/** Names of members and types of values, whatever the values are; null fits anything. */
export type Shape = string | { readonly [key: string]: Shape } | readonly Shape[];

export function shapeOf(value: unknown): Shape {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

/** The first place where two shapes differ, or undefined. Lists are the same when each kind of element is in both. */
export function difference(expected: Shape, actual: Shape, path = "data"): string | undefined {
  if (expected === "null" || actual === "null") return undefined;
  if (typeof expected === "string" || typeof actual === "string") {
    return expected === actual ? undefined : `${path}: ${kind(actual)}, not ${kind(expected)}`;
  }
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (!Array.isArray(expected) || !Array.isArray(actual)) return `${path}: list or not`;
    return listDifference(expected as Shape[], actual as Shape[], path);
  }
  const [wanted, given] = [expected as Record<string, Shape>, actual as Record<string, Shape>];
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(given)])) {
    const [want, got] = [wanted[key], given[key]];
    if (want === undefined) return `${path}.${key} is too much`;
    if (got === undefined) return `${path}.${key} is missing`;
    const inner = difference(want, got, `${path}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function listDifference(expected: Shape[], actual: Shape[], path: string): string | undefined {
  if ((expected.length === 0) !== (actual.length === 0)) {
    return `${path}: ${actual.length} elements, not ${expected.length}`;
  }
  for (const want of expected) {
    const found = actual.some((got) => difference(want, got) === undefined);
    if (!found) return `${path}: no element like ${JSON.stringify(want)}`;
  }
  for (const got of actual) {
    const found = expected.some((want) => difference(want, got) === undefined);
    if (!found) return `${path}: an element like ${JSON.stringify(got)}`;
  }
  return undefined;
}

function kind(shape: Shape): string {
  if (typeof shape === "string") return shape;
  return Array.isArray(shape) ? "list" : "object";
}
