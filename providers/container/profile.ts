const key = "lxc.apparmor.profile: ";

/** Words that are no profile's name (lxc.container.conf(5), lxc.apparmor.profile). */
const words = ["generated", "unconfined", "unchanged"];

/** The profile of AppArmor that a container's raw lines name; the last one counts. */
export function profileOf(lines: readonly string[]): string | undefined {
  const value = lines.findLast((line) => line.startsWith(key))?.slice(key.length);
  return value === undefined || words.includes(value) ? undefined : value;
}
