/** Why a dataset or snapshot name is refused, in libzfs's words; undefined where it is fine (zfs_namecheck.c). */
export function nameProblem(name: string, kind: "dataset" | "snapshot"): string | undefined {
  if (name.startsWith("/")) return "leading slash in name";
  if (name.endsWith("/")) return "trailing slash in name";
  if (name.includes("//")) return "empty component or misplaced '@' or '#' delimiter in name";
  if (kind === "dataset" && name.includes("@")) {
    return "snapshot delimiter '@' is not expected here";
  }
  if (kind === "dataset" && name.includes("#")) {
    return "bookmark delimiter '#' is not expected here";
  }
  if (kind === "snapshot" && name.split("@").length > 2) {
    return "multiple '@' and/or '#' delimiters in name";
  }
  if (name.length >= 256) return "name is too long";
  const bad = /[^A-Za-z0-9/@ _.:-]/.exec(name)?.[0];
  return bad === undefined ? undefined : `invalid character '${bad}' in name`;
}

/** Why a pool name is refused, in libzfs's words. */
export function poolNameProblem(name: string): string | undefined {
  if (/^(mirror|raidz[123]?|draid[123]?|spare|log)/.test(name)) return "name is reserved";
  if (!/^[A-Za-z]/.test(name)) return "name must begin with a letter";
  const bad = /[^A-Za-z0-9 _.:-]/.exec(name)?.[0];
  return bad === undefined ? undefined : `invalid character '${bad}' in pool name`;
}
