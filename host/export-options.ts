/** Options that switch something: what exports(5) takes where neither is given, and its opposite. */
const switches: readonly (readonly [unset: string, set: string])[] = [
  ["ro", "rw"],
  ["sync", "async"],
  ["wdelay", "no_wdelay"],
  ["hide", "nohide"],
  ["nocrossmnt", "crossmnt"],
  ["no_subtree_check", "subtree_check"],
  ["secure", "insecure"],
  ["root_squash", "no_root_squash"],
  ["no_all_squash", "all_squash"],
  ["secure_locks", "insecure_locks"],
  ["acl", "no_acl"],
  ["no_pnfs", "pnfs"],
];

const otherNames: Readonly<Record<string, string>> = {
  auth_nlm: "secure_locks",
  no_auth_nlm: "insecure_locks",
  mp: "mountpoint",
  "fsid=root": "fsid=0",
};

const defaults = new Set(["sec=sys", "anonuid=65534", "anongid=65534"]);

/**
 * The options of one export that are not exports(5)'s defaults, sorted; of opposites and repeated values the last one
 * counts. Two lists mean the same where these are equal.
 */
export function significantOptions(options: readonly string[]): string[] {
  const chosen = new Map<string, string>();
  for (const option of options.map((given) => otherNames[given] ?? given)) {
    const pair = switches.find((each) => each.includes(option));
    const [name = ""] = pair ?? option.split("=", 1);
    if (pair?.[0] === option || defaults.has(option)) chosen.delete(name);
    else chosen.set(name, option);
  }
  return [...chosen.values()].sort();
}

/**
 * The same for what `exportfs -s` prints: that names every switch but the last ones in the list, and
 * `subtree_check` by saying nothing (dump in utils/exportfs/exportfs.c of nfs-utils).
 */
export function significantLiveOptions(options: readonly string[]): string[] {
  return significantOptions(["subtree_check", ...options]);
}
