/** Whom the node asks for names (resolv.conf(5)). */
export interface Resolver {
  /** Domains that are appended to short names, separated by blanks; undefined for none. */
  readonly search: string | undefined;
  /** In the order in which they are asked. */
  readonly servers: readonly string[];
}

/** The last of several search lines counts; `domain` is its older name. */
export function parseResolver(text: string): Resolver {
  const servers: string[] = [];
  let search: string | undefined;
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === "search" || word === "domain") search = rest.join(" ");
    if (word === "nameserver" && rest[0] !== undefined) servers.push(rest[0]);
  }
  return { search: search === "" ? undefined : search, servers };
}
