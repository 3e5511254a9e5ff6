import type { AptEntry } from "./entry";

const oneLine =
  /^\s*(#[#\s]*)?(deb|deb-src)\s+(?:\[[^\]]*\]\s*)?(\S+:\S*)\s+([^\s#]+)((?:[ \t]+[^\s#]+)*)/;

/** The entries of a file in the one-line format; one that is commented out is switched off. */
export function parseListFile(text: string): AptEntry[] {
  return text.split("\n").flatMap((line, from) => {
    const [, comment, type = "", uri = "", suite = "", components = ""] = oneLine.exec(line) ?? [];
    if (type === "") return [];
    return [
      {
        enabled: comment === undefined,
        types: [type],
        uris: [uri],
        suites: [suite],
        components: components.split(/\s+/).filter((word) => word !== ""),
        from,
        to: from + 1,
      },
    ];
  });
}

/** The text with an entry switched on or off. */
export function switchInListFile(text: string, { from }: AptEntry, enabled: boolean): string {
  return changeLine(text, from, (line) =>
    enabled ? line.replace(/^\s*#[#\s]*/, "") : `# ${line}`,
  );
}

/** The text with an entry that has these components only. */
export function keepInListFile(
  text: string,
  { from, components }: AptEntry,
  kept: readonly string[],
): string {
  const gone = components.filter((component) => !kept.includes(component));
  return changeLine(text, from, (line) => {
    const [entry = "", comment = ""] = line.split(/(?=#)/, 2);
    const words = entry.trimEnd().split(/(\s+)/);
    // From behind, since a component may be called as a suite is.
    for (const component of gone) {
      const at = words.lastIndexOf(component);
      words.splice(at - 1, 2);
    }
    return words.join("") + (comment === "" ? "" : ` ${comment}`);
  });
}

function changeLine(text: string, at: number, change: (line: string) => string): string {
  return text
    .split("\n")
    .map((line, index) => (index === at ? change(line) : line))
    .join("\n");
}
