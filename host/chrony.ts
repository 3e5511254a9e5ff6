/** Where Phoenix names sources of time; `chronyc reload sources` reads it while chronyd runs (chrony.conf(5), sourcedir). */
export const chronyFile = "/etc/chrony/sources.d/phoenix.sources";

/** A source of time as a file names it (chrony.conf(5), server, pool). */
export interface TimeSource {
  /** `server`, `pool` or `peer`. */
  readonly directive: string;
  /** A host's or a pool's name, or an address. */
  readonly name: string;
  /** In the file's order, such as `iburst`, `maxpoll`, `10`. */
  readonly options: readonly string[];
}

/** chronyd, and the sources of time of the node. */
export interface Chrony {
  /** Text of our file; undefined where there is none. */
  readonly ownText: string | undefined;
  readonly own: readonly TimeSource[];
  /** What other files name. */
  readonly foreign: readonly (TimeSource & { readonly file: string })[];
  /** Names that the node was given with its address (dhclient writes them into /run/chrony-dhcp). */
  readonly leased: readonly string[];
  /** True where chronyd reads the folder that our file is in. */
  readonly readsFolder: boolean;
  /** Names of the sources that the running chronyd has. */
  readonly used: readonly string[];
}

const folder = chronyFile.slice(0, chronyFile.lastIndexOf("/"));

/** Reads the sections of the inspection that are about chrony. */
export function parseChrony(sections: ReadonlyMap<string, string>): Chrony {
  const files = [...sections].flatMap(([name, text]) =>
    name.startsWith("file /etc/chrony/") ? [[name.slice("file ".length), text] as const] : [],
  );
  const ownText = files.find(([file]) => file === chronyFile)?.[1];
  const others = files.filter(([file]) => file !== chronyFile);
  return {
    ownText,
    own: parseTimeSources(ownText ?? ""),
    foreign: others.flatMap(([file, text]) =>
      parseTimeSources(text).map((source) => ({ ...source, file })),
    ),
    leased: [...sections].flatMap(([name, text]) =>
      name.startsWith("file /run/chrony-dhcp/")
        ? parseTimeSources(text).map((each) => each.name)
        : [],
    ),
    readsFolder: others.some(([, text]) =>
      directives(text).some(
        ([word, ...paths]) =>
          word === "sourcedir" && paths.some((path) => path.replace(/\/+$/, "") === folder),
      ),
    ),
    used: [
      ...new Set(
        (sections.get("chrony-sources") ?? "").split("\n").flatMap((line) => {
          const name = line.split(",")[2];
          return name === undefined ? [] : [name];
        }),
      ),
    ],
  };
}

/** The sources of time that a file names. */
function parseTimeSources(text: string): TimeSource[] {
  return directives(text).flatMap(([directive, name, ...options]) =>
    name !== undefined && /^(?:server|pool|peer)$/.test(directive)
      ? [{ directive, name, options }]
      : [],
  );
}

/** The words of each line; a line that begins with one of `! ; # %` is a comment. Directives know no case. */
function directives(text: string): [string, ...string[]][] {
  return text.split("\n").flatMap((line): [string, ...string[]][] => {
    const [word = "", ...rest] = line.trim().split(/\s+/);
    return word === "" || /^[!;#%]/.test(word) ? [] : [[word.toLowerCase(), ...rest]];
  });
}
