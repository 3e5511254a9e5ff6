/** A Debian or Ubuntu release that guests or the host run. */
export type Release = "noble" | "trixie" | "bookworm";

/** One binary package as the archives have it. */
export interface ArchivePackage {
  readonly name: string;
  readonly section: string;
  /** By release; absent where the archive has none. */
  readonly versions: Readonly<Partial<Record<Release, string>>>;
  readonly depends: readonly string[];
  /** Programs it puts into /usr/bin. */
  readonly programs: readonly string[];
  /** System units it brings, enabled when installed. */
  readonly units: readonly string[];
  readonly description: string;
  /** KiB when installed. */
  readonly size: number;
}

/** Reads rows `name|section|noble|trixie|bookworm|depends|programs|units|KiB|description`; `-` for no such version. */
export function readPackages(table: string): ArchivePackage[] {
  return table
    .trim()
    .split("\n")
    .map((row) => {
      const [name = "", section = "", noble = "", trixie = "", bookworm = "", ...rest] =
        row.split("|");
      const [depends = "", programs = "", units = "", size = "", description = ""] = rest;
      const versions = { noble, trixie, bookworm };
      const known = Object.entries(versions).filter(([, version]) => version !== "-");
      return {
        name,
        section,
        versions: Object.fromEntries(known),
        depends: words(depends),
        programs: words(programs),
        units: words(units),
        size: Number(size),
        description,
      };
    });
}

function words(text: string): string[] {
  return text.split(" ").filter(Boolean);
}
