/**
 * Quotes an argument vector for a POSIX shell: the one place where a value becomes part of a command line.
 * Every word that is not plainly harmless goes between single quotes (sh(1), "Single Quotes").
 */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

/** One word, quoted for a POSIX shell. */
function quoteWord(word: string): string {
  if (word.includes("\0")) throw new RangeError("a command's argument cannot hold a NUL byte");
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
