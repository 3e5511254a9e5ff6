/** Orders versions as deb-version(7) says: digits as numbers, the rest by letters, `~` before everything. */
export function compareVersions(a: string, b: string): number {
  const split = (text: string) => (text.includes(":") ? text : `0:${text}`).match(/\d+|\D+/g) ?? [];
  const left = split(a);
  const right = split(b);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = left[at] ?? "";
    const two = right[at] ?? "";
    if (one === two) continue;
    if (one.startsWith("~") !== two.startsWith("~")) return one.startsWith("~") ? -1 : 1;
    if (/^\d/.test(one) && /^\d/.test(two)) return Number(one) - Number(two) || 0;
    return one < two ? -1 : 1;
  }
  return 0;
}

/** A version without its epoch and its revision. */
export function upstream(version: string): string {
  return version.replace(/^\d+:/, "").replace(/[-+~].*$/, "");
}
