const units = ["K", "M", "G", "T"] as const;

/** Bytes of `512M`, `1.5G` …; without a unit the number is bytes (PVE::JSONSchema::parse_size). */
export function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMGT])?$/.exec(text) ?? [];
  const exponent = units.findIndex((name) => name === unit) + 1;
  return Math.trunc(Number(digits) * 1024 ** exponent);
}

/** The largest unit that divides the size: 512M, 8G, 1T; nothing is 0T (PVE::JSONSchema::format_size). */
export function formatSize(bytes: number): string {
  if (bytes === 0) return "0T";
  let value = Math.floor(bytes);
  let text = String(value);
  for (const unit of units) {
    if (value % 1024 !== 0) break;
    value /= 1024;
    text = `${value}${unit}`;
  }
  return text;
}
