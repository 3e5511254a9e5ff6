import type { AptEntry } from "./entry";
import { keepInListFile, parseListFile, switchInListFile } from "./list-file";
import { keepInSourcesFile, parseSourcesFile, switchInSourcesFile } from "./sources-file";

/** apt's sources on the node. */
export interface AptSources {
  /** Debian's name of the release that the node runs, such as `trixie`. */
  readonly codename: string;
  /** Texts by path: sources.list, and the files of sources.list.d in both formats. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads the sections of the inspection that are about apt's sources. */
export function parseAptSources(sections: ReadonlyMap<string, string>): AptSources {
  return {
    codename: (sections.get("codename") ?? "").trim(),
    files: new Map(
      [...sections].flatMap(([name, text]) =>
        name.startsWith("file /etc/apt/sources.list") ? [[name.slice("file ".length), text]] : [],
      ),
    ),
  };
}

/** The entries of a file, those that are switched off as well. */
export function parseEntries(path: string, text: string): AptEntry[] {
  return path.endsWith(".sources") ? parseSourcesFile(text) : parseListFile(text);
}

/** The text of a file with one of its entries switched on or off. */
export function switchEntry(path: string, text: string, entry: AptEntry, enabled: boolean): string {
  const change = path.endsWith(".sources") ? switchInSourcesFile : switchInListFile;
  return change(text, entry, enabled);
}

/** The text of a file with one of its entries for these components only. */
export function keepComponents(
  path: string,
  text: string,
  entry: AptEntry,
  kept: readonly string[],
): string {
  const change = path.endsWith(".sources") ? keepInSourcesFile : keepInListFile;
  return change(text, entry, kept);
}
