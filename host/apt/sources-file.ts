import type { AptEntry } from "./entry";

/** The entries of a file in the deb822 format, a stanza each. */
export function parseSourcesFile(text: string): AptEntry[] {
  return stanzas(text).map(({ from, to, fields }) => {
    const words = (key: string) =>
      (fields.get(key)?.value ?? "").split(/\s+/).filter((word) => word !== "");
    return {
      enabled: isOn(fields.get("enabled")?.value ?? ""),
      types: words("types"),
      uris: words("uris"),
      suites: words("suites"),
      components: words("components"),
      from,
      to,
    };
  });
}

/** The text with an entry switched on or off, in the words that Proxmox VE writes. */
export function switchInSourcesFile(text: string, entry: AptEntry, enabled: boolean): string {
  return setField(text, entry, "Enabled", String(enabled));
}

/** The text with an entry that has these components only. */
export function keepInSourcesFile(text: string, entry: AptEntry, kept: readonly string[]): string {
  return setField(text, entry, "Components", kept.join(" "));
}

interface Field {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

interface Stanza {
  readonly from: number;
  readonly to: number;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, Field>;
}

/** Stanzas are parted by blank lines; lines of comments may stand anywhere (deb822(5)). */
function stanzas(text: string): Stanza[] {
  const lines = text.split("\n");
  const found: Stanza[] = [];
  let fields = new Map<string, Field>();
  let from = 0;
  const end = (to: number) => {
    if (fields.size > 0) found.push({ from, to, fields });
    fields = new Map();
    from = to + 1;
  };
  let last = "";
  lines.forEach((line, at) => {
    if (line.trim() === "") return end(at);
    if (line.startsWith("#")) return;
    const folded = fields.get(last);
    if (/^[ \t]/.test(line) && folded !== undefined) {
      fields.set(last, { ...folded, value: `${folded.value} ${line.trim()}`, to: at + 1 });
      return;
    }
    const [, key = "", value = ""] = /^([^\s:][^:]*?)\s*:(.*)$/.exec(line) ?? [];
    last = key.toLowerCase();
    if (last !== "") fields.set(last, { value: value.trim(), from: at, to: at + 1 });
  });
  end(lines.length);
  return found;
}

function setField(text: string, entry: AptEntry, name: string, value: string): string {
  const lines = text.split("\n");
  const stanza = stanzas(text).find(({ from }) => from === entry.from);
  const field = stanza?.fields.get(name.toLowerCase());
  const behind = Math.max(...[...(stanza?.fields.values() ?? [])].map(({ to }) => to));
  if (field === undefined) lines.splice(behind, 0, `${name}: ${value}`);
  else lines.splice(field.from, field.to - field.from, `${name}: ${value}`);
  return lines.join("\n");
}

/** apt's StringToBool (apt-pkg/contrib/strutl.cc), for which everything else is yes here. */
function isOn(value: string): boolean {
  return !/^(?:no|false|0|without|off|disable)$/i.test(value);
}
