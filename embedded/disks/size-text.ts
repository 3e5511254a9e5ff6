const units = ["B", "K", "M", "G", "T", "P"];

/** A size as lsblk(8) shows it, with at most one decimal (size_to_human_string of util-linux). */
export function niceSize(bytes: number): string {
  let power = 0;
  while (power < units.length - 1 && bytes >= 1024 ** (power + 1)) power++;
  const value = bytes / 1024 ** power;
  const rounded = Math.round(value * 10) / 10;
  // 1023.99 G would be 1024G, which nobody writes.
  if (rounded >= 1024 && power < units.length - 1) return `1${units[power + 1] ?? ""}`;
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)}${units[power] ?? ""}`;
}
