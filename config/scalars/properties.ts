import { z } from "zod";
import { mapOf, text } from "./text";

const propertyName = text(
  "a ZFS property name (lower-case letters, digits, _, -, . or :)",
  /^[a-z][a-z0-9_.:-]*$/,
);

const propertyValue = text(
  "a ZFS property value (letters, digits and . _ - : / @ + = %)",
  /^(?!.*\.\.)[A-Za-z0-9/][A-Za-z0-9._\-:/@+=%]*$/,
);

/**
 * ZFS properties as `recordsize=128K,quota=800G` or as an object; an empty string sets none. Sizes are ZFS's: 1K is
 * 1024 bytes, decimals such as 1.4T are allowed.
 */
export const zfsProperties = z.union(
  [
    z
      .string({ error: 'must be text such as "recordsize=128K,quota=800G"' })
      .superRefine((value, context) => {
        for (const problem of propertyProblems(value)) {
          context.addIssue({ code: "custom", message: problem, input: value });
        }
      })
      .transform(parseProperties),
    mapOf(propertyName, propertyValue),
  ],
  { error: 'must be "name=value,name=value" or an object of ZFS properties' },
);

/** Properties of the string form, in their order. */
export function parseProperties(properties: string): Record<string, string> {
  return Object.fromEntries(pairs(properties));
}

/** Bytes that a ZFS size such as 800G or 1.4T means; undefined for `none` and everything that is no size. */
export function zfsSizeBytes(size: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGTPE]?)(?:i?B)?$/i.exec(size);
  if (!match) return undefined;
  const power = "KMGTPE".indexOf((match[2] ?? "").toUpperCase()) + 1;
  return match[2] === "" ? Number(match[1]) : Math.floor(Number(match[1]) * 1024 ** power);
}

function pairs(properties: string): [string, string][] {
  return properties
    .split(",")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name.trim(), value.join("=").trim()];
    });
}

function propertyProblems(properties: string): string[] {
  const seen = new Set<string>();
  return pairs(properties).flatMap(([name, value]) => {
    if (seen.has(name)) return [`must give ${name} once`];
    seen.add(name);
    const results = [propertyName.safeParse(name), propertyValue.safeParse(value)];
    return results.flatMap(({ error }) =>
      error ? [`${error.issues[0]?.message ?? ""} in ${name}=`] : [],
    );
  });
}
