import type { Files } from "../contract";
import { listFile, suitesOf } from "./apt-update";
import { findInArchive, releaseOf } from "./dpkg";
import type { ArchivePackage } from "./package-table";
import { thirdPartyAt } from "./third-party";
import { compareVersions } from "./versions";

/** What a tree's apt can install: whatever the suites have whose lists it has fetched. */
export interface Available {
  /** The newest version of a package, or the newest that is asked for: `1.2`, or `1.*` for all that begin with `1.`. */
  find(name: string, version?: string): ArchivePackage | undefined;
  versionOf(found: ArchivePackage): string;
}

/** Reads the sources and lists of a tree once. */
export function availableIn(files: Files): Available {
  const release = releaseOf(files);
  const fetched = suitesOf(files).filter((suite) => files.exists(listFile(suite)));
  const parties = fetched.map(({ uri, suite }) => thirdPartyAt(uri, suite));
  const others = parties.flatMap((party) => party?.packages(release) ?? []);
  const hasOwn = parties.some((party) => party === undefined);
  const versionOf = (found: ArchivePackage) => found.versions[release] ?? "";
  return {
    versionOf,
    find(name, version = "*") {
      const own = hasOwn ? findInArchive(name, release) : undefined;
      return [...(own === undefined ? [] : [own]), ...others]
        .filter((each) => each.name === name && matches(versionOf(each), version))
        .sort((a, b) => compareVersions(versionOf(b), versionOf(a)))[0];
    },
  };
}

/** An asterisk at the end stands for anything (pkgVersionMatch of apt-pkg/versionmatch.cc). */
function matches(version: string, wanted: string): boolean {
  return wanted.endsWith("*") ? version.startsWith(wanted.slice(0, -1)) : version === wanted;
}
