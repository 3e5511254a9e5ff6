/** A line of /etc/hosts (hosts(5)). */
interface HostsLine {
  readonly address: string;
  readonly names: readonly string[];
}

/** How the node is to be found in /etc/hosts. */
export interface NodeEntry {
  /** The node's name without a domain. */
  readonly short: string;
  /** The name with its domain; what stands there stays where it is undefined. */
  readonly fqdn: string | undefined;
  readonly address: string;
}

/**
 * What /etc/hosts says of a node: the addresses that its name leads to, and its full name. Lines with other addresses
 * of version 6 than the loopback's count for neither, since a node may have both.
 */
export function nodeInHosts(
  text: string,
  short: string,
): { readonly addresses: readonly string[]; readonly fqdn: string | undefined } {
  const found = text.split("\n").flatMap((line) => {
    const parsed = parse(line);
    return parsed !== undefined && counts(parsed) && parsed.names.includes(short) ? [parsed] : [];
  });
  return {
    addresses: [...new Set(found.map(({ address }) => address))],
    fqdn: found[0]?.names[0],
  };
}

/** The text with the node's names on one line, that of its address; everything else stays as it is. */
export function withNodeInHosts(text: string, { short, fqdn, address }: NodeEntry): string {
  const isNodes = (name: string) => name === short || name.startsWith(`${short}.`) || name === fqdn;
  const lines = text.split("\n");
  const about = (line: string) => {
    const parsed = parse(line);
    return parsed !== undefined && counts(parsed) && parsed.names.some(isNodes)
      ? parsed
      : undefined;
  };
  const own = lines.findIndex((line) => about(line)?.address === address);
  const changed = lines.flatMap((line, at) => {
    const parsed = about(line);
    if (parsed === undefined) return [line];
    const others = parsed.names.filter((name) => !isNodes(name));
    if (at === own) {
      const full = fqdn ?? parsed.names.find((name) => name.startsWith(`${short}.`)) ?? short;
      return [format(address, [...new Set([full, short, ...others])], line)];
    }
    return others.length === 0 ? [] : [format(parsed.address, others, line)];
  });
  if (own >= 0) return changed.join("\n");
  const loopback = changed.findIndex((line) => parse(line)?.address === "127.0.0.1");
  changed.splice(loopback + 1, 0, format(address, [...new Set([fqdn ?? short, short])], ""));
  return changed.join("\n");
}

function parse(line: string): HostsLine | undefined {
  const [address = "", ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
  return names.length === 0 ? undefined : { address, names };
}

function counts({ address }: HostsLine): boolean {
  return !address.includes(":") || address === "::1";
}

/** A line with the comment that it had. */
function format(address: string, names: readonly string[], before: string): string {
  const comment = /\s*#.*$/.exec(before)?.[0] ?? "";
  return `${address} ${names.join(" ")}${comment}`;
}
