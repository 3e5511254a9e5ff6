import type { FileStat } from "../contract";

/** `-rw-r--r--` for a file's type and mode. */
export function modeString(stat: FileStat): string {
  const bits = [0o400, 0o200, 0o100, 0o40, 0o20, 0o10, 0o4, 0o2, 0o1];
  const letters = bits.map((bit, at) => (stat.mode & bit ? "rwx".charAt(at % 3) : "-"));
  const special = [
    [0o4000, 2, "s"],
    [0o2000, 5, "s"],
    [0o1000, 8, "t"],
  ] as const;
  for (const [bit, at, letter] of special) {
    if (stat.mode & bit) letters[at] = letters[at] === "x" ? letter : letter.toUpperCase();
  }
  return typeLetters[stat.type] + letters.join("");
}

/** The mode that an octal or symbolic expression (`u+x,go-w`, `a=r`) makes of another; undefined where it is none. */
export function applyMode(
  expression: string,
  mode: number,
  directory: boolean,
): number | undefined {
  if (/^[0-7]{1,5}$/.test(expression)) {
    // A folder keeps what up to four digits would clear (chmod(1), SETUID AND SETGID BITS).
    const kept = directory && expression.length < 5 ? mode & 0o6000 : 0;
    return parseInt(expression, 8) | kept;
  }
  let result = mode;
  for (const clause of expression.split(",")) {
    const match = /^([ugoa]*)([+=-])([rwxXst]*)$/.exec(clause);
    if (!match) return undefined;
    result = applyClause(result, match, directory);
  }
  return result;
}

function applyClause(mode: number, match: RegExpExecArray, directory: boolean): number {
  const [, who = "", operator, permissions = ""] = match;
  const classes = who === "" || who.includes("a") ? "ugo" : who;
  let bits = 0;
  let mask = 0;
  for (const each of classes) {
    const shift = each === "u" ? 6 : each === "g" ? 3 : 0;
    mask |= 0o7 << shift;
    for (const letter of permissions) {
      const executable = directory || (mode & 0o111) !== 0;
      if (letter === "r") bits |= 4 << shift;
      if (letter === "w") bits |= 2 << shift;
      if (letter === "x" || (letter === "X" && executable)) bits |= 1 << shift;
      if (letter === "s" && each === "u") bits |= 0o4000;
      if (letter === "s" && each === "g") bits |= 0o2000;
      if (letter === "t") bits |= 0o1000;
    }
  }
  if (operator === "+") return mode | bits;
  return operator === "-" ? mode & ~bits : (mode & ~mask) | bits;
}

const typeLetters: Record<FileStat["type"], string> = {
  file: "-",
  directory: "d",
  symlink: "l",
  "character-device": "c",
  "block-device": "b",
};
