/** Parameters by section, as testparm(1) prints them: `Yes`, `No`, lists apart by blanks. */
export type SmbConf = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads what testparm prints, or a file of ours, which has the same form. */
export function parseSmbConf(text: string): SmbConf {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of text.split("\n")) {
    const section = /^\[(.*)\]$/.exec(line.trim())?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? {};
      sections.set(section, current);
      continue;
    }
    const [, name, value = ""] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (current !== undefined && name !== undefined) current[name] = value;
  }
  return sections;
}
