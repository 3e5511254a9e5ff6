/** One stanza of interfaces(5), as it is written. */
interface InterfaceStanza {
  /** `inet` or `inet6`; undefined in ifupdown2's stanzas that name none. */
  readonly family: string | undefined;
  /** `static`, `manual`, `dhcp` …; undefined where the family is. */
  readonly method: string | undefined;
  readonly lines: readonly StanzaLine[];
  /** Lines that begin with `#`, without it. */
  readonly comments: readonly string[];
}

/** `KEY VALUE`; keys that are spelt with `_` or `-` are spelt with `-`. */
interface StanzaLine {
  readonly key: string;
  readonly value: string;
}

/** What a file says of one interface. */
export interface FileInterface {
  /** True where it is brought up at boot (`auto`, `allow-hotplug`). */
  readonly isAuto: boolean;
  /** Empty where the file only says `auto`. */
  readonly stanzas: readonly InterfaceStanza[];
}

export type FileInterfaces = ReadonlyMap<string, FileInterface>;

/** Reads a file as PVE does: a stanza ends at a blank line, or where another entry begins. */
export function parseInterfacesFile(text: string): FileInterfaces {
  const auto = new Set<string>();
  const stanzas = new Map<string, InterfaceStanza[]>();
  let current: { lines: StanzaLine[]; comments: string[] } | undefined;
  for (const line of text.split("\n")) {
    const [word = "", ...rest] = line.trim().split(/\s+/);
    if (isEntry(word)) {
      current = undefined;
      if (autoWords.has(word)) for (const name of rest) auto.add(name);
      const [name, family, method] = rest;
      if (word !== "iface" || name === undefined) continue;
      current = { lines: [], comments: [] };
      stanzas.set(name, [...(stanzas.get(name) ?? []), { family, method, ...current }]);
    } else if (line.trim().startsWith("#")) {
      current?.comments.push(line.trim().slice(1));
    } else if (rest.length === 0) {
      current = undefined;
    } else {
      const value = line.trim().slice(word.length).trim();
      current?.lines.push({ key: word.replaceAll("_", "-"), value });
    }
  }
  const names = new Set([...stanzas.keys(), ...auto]);
  return new Map(
    [...names].map((name) => [name, { isAuto: auto.has(name), stanzas: stanzas.get(name) ?? [] }]),
  );
}

/** All values of a key over an interface's stanzas; of one family, where one is named. */
export function valuesOf({ stanzas }: FileInterface, key: string, family?: string): string[] {
  return stanzas
    .filter((stanza) => family === undefined || familyOf(stanza, key).includes(family))
    .flatMap(({ lines }) => lines.filter((line) => line.key === key).map(({ value }) => value))
    .filter((value) => family === undefined || isOfFamily(value, family));
}

/** A stanza without a family holds addresses of both. */
function familyOf({ family }: InterfaceStanza, key: string): string[] {
  if (family !== undefined) return [family];
  return ["address", "gateway"].includes(key) ? ["inet", "inet6"] : ["inet"];
}

function isOfFamily(value: string, family: string): boolean {
  return value.includes(":") === (family === "inet6");
}

const autoWords = new Set(["auto", "allow-auto", "allow-hotplug", "allow-ovs"]);

function isEntry(word: string): boolean {
  return (
    ["iface", "mapping", "auto", "source", "source-directory"].includes(word) ||
    word.startsWith("allow-")
  );
}
