/**
 * A command's words as an ExecStart= line of a unit has them, each in quotes: systemd takes nothing in them for a
 * specifier, a variable, an escape or the end of the command (systemd.service(5), "Command lines"; systemd.unit(5),
 * "Specifiers"). A word is one line.
 */
export function unitWords(words: readonly string[]): string {
  return words.map((word) => (isPlain(word) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  const escaped = word
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\t", "\\t")
    .replaceAll("%", "%%")
    .replaceAll("$", "$$$$");
  return `"${escaped}"`;
}

function isPlain(word: string): boolean {
  return /^[A-Za-z0-9_./:,=@+-]+$/.test(word);
}
