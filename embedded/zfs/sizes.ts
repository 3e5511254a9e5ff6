/** Bytes of a size as zfs(8) accepts it (`16K`, `1.5G`, `2T`, `1024`), or undefined where it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([bkmgtpez]?)(i?b)?$/i.exec(text);
  if (!match) return undefined;
  const [, digits = "", unit = "", suffix] = match;
  if (suffix !== undefined && (unit === "" || unit.toLowerCase() === "b")) return undefined;
  const power = Math.max(0, units.indexOf(unit.toUpperCase()));
  return Math.floor(Number(digits) * 1024 ** power);
}

/** At most five characters, as libzfs's zfs_nicenum prints a number: `8.14M`, `408K`, `1T`. */
export function niceNumber(value: number): string {
  let power = 0;
  let rest = value;
  while (rest >= 1024 && power < units.length - 1) {
    rest = Math.floor(rest / 1024);
    power++;
  }
  const unit = power === 0 ? "" : (units[power] ?? "");
  const scale = 1024 ** power;
  if (power === 0 || value % scale === 0) return `${Math.floor(value / scale)}${unit}`;
  for (const digits of [2, 1]) {
    const text = `${(value / scale).toFixed(digits)}${unit}`;
    if (text.length <= 5) return text;
  }
  return `${(value / scale).toFixed(0)}${unit}`;
}

/** Like niceNumber, with `B` after plain bytes: `0B`, `512B`. */
export function niceBytes(value: number): string {
  const text = niceNumber(value);
  return /\d$/.test(text) ? `${text}B` : text;
}

const units = ["B", "K", "M", "G", "T", "P", "E", "Z"];
