/** What the heading of a profile says. */
export interface ProfileHeading {
  readonly name: string;
  /** What becomes of what its rules do not allow. */
  readonly mode: string;
}

/** Modes of profiles that the kernel calls by the words of the policy file (apparmor.d(5), "Profile Modes"). */
export const profileModes = ["enforce", "complain", "kill", "unconfined"] as const;

/** The profiles that a policy file defines, without those inside others (apparmor.d(5)). */
export function profileHeadings(text: string): ProfileHeading[] {
  const headings: ProfileHeading[] = [];
  let depth = 0;
  let before = "";
  for (const token of withoutComments(text).match(/"[^"\n]*"|[{}]|[^"{}]+|"/g) ?? []) {
    const isBlock = token === "{" && (depth > 0 || /(?:^|[\s)"])$/.test(before));
    if (isBlock) {
      if (depth === 0) headings.push(...headingOf(before));
      depth += 1;
      before = "";
    } else if (token === "}" && depth > 0) {
      depth -= 1;
      before = "";
    } else if (depth === 0) {
      before += token;
    }
  }
  return headings;
}

function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)#(?!include\b)[^\n]*/g, "$1");
}

/** The heading at the end of what stands before a brace; before it are lines of their own. */
function headingOf(before: string): ProfileHeading[] {
  const lines = before.split("\n").filter((line) => !preamble.test(line));
  const found = heading.exec(lines.join(" ").trim());
  const [, quoted, bare, flags = ""] = found ?? [];
  const name = quoted ?? bare;
  if (name === undefined) return [];
  const words = flags.split(/[\s,]+/);
  return [{ name, mode: words.find((word) => modeFlags.includes(word)) ?? "enforce" }];
}

const preamble = /^\s*(?:#?include\s|abi\s|alias\s|@\{?\w+\}?\s*\+?=|\$\{?\w+\}?\s*=)/;

const heading =
  /^(?:(?:profile|hat)\s+)?(?:"([^"]+)"|([^\s"(]+))(?:\s+(?!flags\s*=|xattrs\s*=)[^\s(]\S*)?(?:\s+xattrs\s*=\s*\([^)]*\))?(?:\s*(?:flags\s*=\s*)?\(([^)]*)\))?$/;

const modeFlags: readonly string[] = [...profileModes, "default_allow", "prompt"];
