/** One profile of a policy file. */
export interface Profile {
  /** Without the names of those that it lies in. */
  readonly name: string;
  readonly flags: readonly string[];
  /** Its rules with blanks made one and variables replaced, as they are found. */
  readonly rules: string[];
  /** Profiles and hats inside. */
  readonly children: Profile[];
}

/** A profile as the kernel is given it. */
export interface CompiledProfile {
  /** With the names of those that it lies in, `NAME//CHILD`. */
  readonly name: string;
  readonly mode: string;
  readonly blob: string;
}

/**
 * What is loaded of profiles, each before those inside it. The text stands for the real compiler's tables: the same
 * for files that differ in comments, blanks and the order of rules, another one for any other difference.
 */
export function compile(profiles: readonly Profile[], isForced: boolean): CompiledProfile[] {
  return profiles.flatMap((profile) => compileOne(profile, "", isForced));
}

function compileOne(profile: Profile, parent: string, isForced: boolean): CompiledProfile[] {
  const name = `${parent}${profile.name}`;
  const mode = isForced ? "complain" : modeOf(profile);
  const flags = profile.flags.filter((flag) => !modes.includes(flag)).sort();
  const rules = [...new Set(profile.rules)].sort();
  const lines = [`profile ${name}`, `mode ${mode}`, ...flags, ...rules];
  const text = lines.join("\n");
  // Like the real one it says how long it is, so that none begins another.
  const own = { name, mode, blob: `version 8 ${text.length}\n${text}\n` };
  return [own, ...profile.children.flatMap((child) => compileOne(child, `${name}//`, isForced))];
}

/** Flags that say what becomes of what the rules do not allow (apparmor.d(5), "Profile Modes"). */
const modes = ["enforce", "complain", "kill", "unconfined", "default_allow", "prompt"];

function modeOf({ flags }: Profile): string {
  return flags.find((flag) => modes.includes(flag)) ?? "enforce";
}
