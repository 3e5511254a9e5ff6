/** One section of a file such as storage.cfg: `type: id` and indented `key value` lines. */
export interface ConfEntry {
  readonly type: string;
  readonly id: string;
  readonly options: Map<string, string>;
}

/** Reads a section file (PVE::SectionConfig::parse_config): a key without a value means 1. */
export function parseSectionConf(text: string): ConfEntry[] {
  const entries: ConfEntry[] = [];
  let entry: ConfEntry | undefined;
  for (const line of text.split("\n")) {
    if (/^\s*(?:#|$)/.test(line)) {
      if (line.trim() === "") entry = undefined;
      continue;
    }
    const [, type, id] = /^([a-z][a-z0-9]*):\s*(\S+)\s*$/i.exec(line) ?? [];
    const [, key, value] = /^\s+(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (type !== undefined && id !== undefined) {
      entry = { type, id, options: new Map() };
      entries.push(entry);
    } else if (key !== undefined && entry) {
      entry.options.set(key, value === undefined || value === "" ? "1" : value);
    }
  }
  return entries;
}

/**
 * Prints a section file: fixed options of the type first, then `content`, then the others by name, as storage.cfg
 * has them; a blank line ends each section.
 */
export function printSectionConf(
  entries: readonly ConfEntry[],
  leadingKeys: (type: string) => readonly string[],
  bareFlags: ReadonlySet<string>,
): string {
  return entries
    .map((entry) => {
      const leading = [...leadingKeys(entry.type), "content"];
      const rest = [...entry.options.keys()].filter((key) => !leading.includes(key)).sort();
      const disabled = rest.filter((key) => bareFlags.has(key));
      const keys = [...disabled, ...leading, ...rest.filter((key) => !bareFlags.has(key))];
      const lines = keys
        .filter((key) => entry.options.has(key))
        .map((key) =>
          bareFlags.has(key) ? `\t${key}` : `\t${key} ${entry.options.get(key) ?? ""}`,
        );
      return `${entry.type}: ${entry.id}\n${lines.map((line) => `${line}\n`).join("")}\n`;
    })
    .join("");
}
