import type { Json } from "../../contract";

/** `--output-format json`: keys sorted, as PVE's own encoder writes them. */
export function jsonText(data: Json): string {
  return JSON.stringify(sorted(data));
}

/** `--output-format json-pretty`: three blanks a level, and blanks on both sides of a colon. */
export function prettyJsonText(data: Json, indent = ""): string {
  const inner = `${indent}   `;
  const wrap = (open: string, items: readonly string[], close: string) =>
    items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map((item) => `${inner}${item}`).join(",\n")}\n${indent}${close}`;
  if (Array.isArray(data)) {
    return wrap(
      "[",
      data.map((item) => prettyJsonText(item, inner)),
      "]",
    );
  }
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  const members = Object.keys(data)
    .sort()
    .map((key) => `${JSON.stringify(key)} : ${prettyJsonText(data[key] ?? null, inner)}`);
  return wrap("{", members, "}");
}

function sorted(data: Json): Json {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.keys(data)
      .sort()
      .map((key) => [key, sorted(data[key] ?? null)]),
  );
}
