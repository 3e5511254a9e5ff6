import { aptInstallScript } from "./scripts";
import type { Shell } from "./ssh";

/** A package that dpkg knows, installed or not. */
export interface PackageState {
  /** dpkg's own word: `installed`, `config-files`, `half-configured` … (dpkg-query(1), `db:Status-Status`). */
  readonly status: string;
  /** Of what is there of it; "" for none. */
  readonly version: string;
}

/** All packages that dpkg knows, by name; of a package for several architectures the one that is installed. */
export type Packages = ReadonlyMap<string, PackageState>;

/** Reads lines `NAME STATUS VERSION`. */
export function parsePackages(text: string): Map<string, PackageState> {
  const packages = new Map<string, PackageState>();
  for (const line of text.split("\n")) {
    const [name = "", status = "", version = ""] = line.split(" ");
    if (name === "" || packages.get(name)?.status === "installed") continue;
    packages.set(name, { status, version });
  }
  return packages;
}

/**
 * Installs packages with what they depend on. A dpkg that was interrupted is let end first; the archives' lists are
 * fetched where they lack something; no package is removed for it.
 *
 * @throws CommandError with what apt-get said; {@link saysPackagesLocked} tells whether somebody else was at it
 */
export async function installPackages(shell: Shell, names: readonly string[]): Promise<void> {
  await shell.run(["bash", "-c", aptInstallScript(), "apt-install", ...names]);
}
