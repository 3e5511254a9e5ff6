/**
 * Reads a property string (`name=eth0,bridge=vmbr0`) into its parts. A first part without `=` goes under
 * `defaultKey`, as PVE's formats have it (PVE/JSONSchema.pm, parse_property_string).
 */
export function parsePropertyString(text: string, defaultKey = ""): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const part of text.split(",").filter((piece) => piece !== "")) {
    const at = part.indexOf("=");
    if (at < 0) parts[defaultKey] = part;
    else parts[part.slice(0, at)] = part.slice(at + 1);
  }
  return parts;
}

/** Prints a property string; the default key's part, when there is one, comes first and bare. */
export function printPropertyString(
  parts: Readonly<Record<string, string | number | undefined>>,
  defaultKey = "",
): string {
  const { [defaultKey]: first, ...rest } = parts;
  const named = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`);
  return (first === undefined ? named : [String(first), ...named]).join(",");
}

/** A volume's size as PVE prints it (`512M`, `8G`, `1.5T`), in bytes; undefined for what is no size. */
export function parseSize(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text ?? "");
  if (match === null) return undefined;
  return Number(match[1]) * 1024 ** ["", "K", "M", "G", "T"].indexOf(match[2] ?? "");
}
