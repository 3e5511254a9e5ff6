/** One `iface` stanza of interfaces(5). */
export interface Stanza {
  readonly iface: string;
  /** Absent in the stanzas of ifupdown2 that name none. */
  readonly family?: "inet" | "inet6";
  readonly method?: string;
  readonly lines: readonly StanzaLine[];
  /** Without their `#`. */
  readonly comments: readonly string[];
}

interface StanzaLine {
  readonly key: string;
  readonly value: string;
}

/** A file of interfaces(5), cut as Proxmox VE cuts it (PVE/Network/Interfaces.pm). */
export interface InterfacesFile {
  /** In the order of the file: stanzas, and lines that belong to none, such as `source …`. */
  readonly entries: readonly (Stanza | string)[];
  /** Interfaces that are brought up at boot. */
  readonly auto: ReadonlySet<string>;
}

const head = /^\s*iface\s+(\S+)(?:\s+(inet6?)\s+(\S+))?\s*$/;

/** Reads a file; comments that stand outside of stanzas are lost, as they are on a real node. */
export function readStanzas(text: string): InterfacesFile {
  const entries: (Stanza | string)[] = [];
  const auto = new Set<string>();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (/^\s*#/.test(line)) continue;
    const names = /^\s*(?:allow-auto|auto|allow-ovs|allow-hotplug)\s+(.*)$/.exec(line)?.[1];
    const [, iface, family, method] = head.exec(line) ?? [];
    if (names !== undefined) {
      for (const name of names.trim().split(/\s+/)) auto.add(name);
    } else if (iface !== undefined) {
      const body = readBody(lines, at + 1);
      at += body.length;
      entries.push({
        ...{ iface, lines: body.lines, comments: body.comments },
        ...((family === "inet" || family === "inet6") && { family }),
        ...(method !== undefined && { method }),
      });
    } else if (/\w/.test(line)) entries.push(line);
  }
  return { entries, auto };
}

/** Up to a blank line or the next entry. */
function readBody(lines: readonly string[], from: number) {
  const body = { lines: [] as StanzaLine[], comments: [] as string[], length: 0 };
  for (const raw of lines.slice(from)) {
    const line = raw.trimEnd();
    const comment = /^\s*#(.*?)$/.exec(line)?.[1];
    const [, key, value] = /^\s*(\S+)\s+(.+)$/.exec(line) ?? [];
    if (comment !== undefined) body.comments.push(comment);
    else if (/^\s*(?:(?:iface|mapping|auto|source|source-directory)\s|allow-)/.test(line)) break;
    else if (key === undefined || value === undefined) break;
    else body.lines.push({ key, value });
    body.length += 1;
  }
  return body;
}
