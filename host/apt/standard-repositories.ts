import type { AptEntry } from "./entry";
import { keepComponents, parseEntries, switchEntry, type AptSources } from "./sources";

/** Proxmox's own words for its repositories (proxmox-apt, APTRepositoryHandle); those of Ceph for any of its releases. */
export const repositoryHandles = [
  "enterprise",
  "no-subscription",
  "test",
  "ceph-enterprise",
  "ceph-no-subscription",
  "ceph-test",
] as const;

export type RepositoryHandle = (typeof repositoryHandles)[number];

/** True where apt uses a repository for the node's release, from Proxmox or from a mirror. */
export function isEnabled(sources: AptSources, handle: RepositoryHandle): boolean {
  return entriesOf(sources.files, handle).some(
    ({ entry }) => entry.enabled && entry.suites.includes(sources.codename),
  );
}

/** True where apt asks Proxmox's own servers for a repository, of whatever release. */
export function isAsked(sources: AptSources, handle: RepositoryHandle): boolean {
  return entriesOf(sources.files, handle).some(({ entry }) => entry.enabled && isProxmoxs(entry));
}

/** The files, by path, that are other than before once a repository is switched off. Mirrors are left alone. */
export function withDisabled(sources: AptSources, handle: RepositoryHandle): Map<string, string> {
  return changed(sources, (files) => {
    for (;;) {
      const found = entriesOf(files, handle).find(
        ({ entry }) => entry.enabled && isProxmoxs(entry),
      );
      if (found === undefined) return;
      const { path, text, entry } = found;
      const kept = entry.components.filter((name) => !componentsOf(handle).includes(name));
      const without =
        kept.length === 0
          ? switchEntry(path, text, entry, false)
          : keepComponents(path, text, entry, kept);
      files.set(path, without);
    }
  });
}

/** The files, by path, that are other than before once a repository is switched on: in its place, where it has one. */
export function withEnabled(sources: AptSources, handle: RepositoryHandle): Map<string, string> {
  return changed(sources, (files) => {
    const { codename } = sources;
    const found = entriesOf(files, handle).find(
      ({ entry }) =>
        isProxmoxs(entry) &&
        entry.suites.every((suite) => suite === codename) &&
        entry.components.every((name) => componentsOf(handle).includes(name)),
    );
    if (found !== undefined) {
      files.set(found.path, switchEntry(found.path, found.text, found.entry, true));
      return;
    }
    const path = pathOf(handle, codename);
    const before = files.get(path) ?? "";
    const gap = before === "" ? "" : `${before.replace(/\n*$/, "\n")}\n`;
    files.set(path, gap + newEntry(handle, codename, cephRelease(files)));
  });
}

function changed(
  { files }: AptSources,
  change: (files: Map<string, string>) => void,
): Map<string, string> {
  const after = new Map(files);
  change(after);
  return new Map([...after].filter(([path, text]) => files.get(path) !== text));
}

function entriesOf(files: ReadonlyMap<string, string>, handle: RepositoryHandle) {
  return [...files].flatMap(([path, text]) =>
    parseEntries(path, text)
      .filter((entry) => isAbout(entry, handle))
      .map((entry) => ({ path, text, entry })),
  );
}

function isAbout({ types, uris, components }: AptEntry, handle: RepositoryHandle): boolean {
  const isCephs = uris.some((uri) => cephArchive.test(uri));
  return (
    types.includes("deb") &&
    isCephs === handle.startsWith("ceph-") &&
    components.some((name) => componentsOf(handle).includes(name))
  );
}

const cephArchive = /\/ceph-([a-z]+)\/*$/;

function isProxmoxs({ uris }: AptEntry): boolean {
  return uris.every((uri) =>
    /^https?:\/\/(?:[^/@]*@)?[a-z0-9.-]+\.proxmox\.com(?:[:/]|$)/.test(uri),
  );
}

/** The names of components; the first is the one that Proxmox VE of today writes. */
function componentsOf(handle: RepositoryHandle): readonly string[] {
  if (handle.startsWith("ceph-")) return [handle.slice("ceph-".length)];
  return handle === "test" ? ["pve-test", "pvetest"] : [`pve-${handle}`];
}

/** Proxmox VE 8 writes the one-line format, later ones deb822 (proxmox-apt, repositories/standard.rs). */
function isOneLine(codename: string): boolean {
  return codename === "bookworm";
}

/** Where Proxmox VE itself puts an entry (proxmox-apt, repositories/standard.rs). */
function pathOf(handle: RepositoryHandle, codename: string): string {
  const ending = isOneLine(codename) ? "list" : "sources";
  const folder = "/etc/apt/sources.list.d";
  if (handle.startsWith("ceph-")) return `${folder}/ceph.${ending}`;
  if (handle === "enterprise") return `${folder}/pve-enterprise.${ending}`;
  return isOneLine(codename) ? "/etc/apt/sources.list" : `${folder}/proxmox.sources`;
}

/** The release of Ceph that the node's sources name; Squid, which both Proxmox VE 8 and 9 have, where they name none. */
function cephRelease(files: ReadonlyMap<string, string>): string {
  const uris = [...files].flatMap(([path, text]) =>
    parseEntries(path, text).flatMap((entry) => entry.uris),
  );
  return uris.flatMap((uri) => cephArchive.exec(uri)?.[1] ?? [])[0] ?? "squid";
}

function newEntry(handle: RepositoryHandle, codename: string, ceph: string): string {
  const server = handle.endsWith("enterprise")
    ? "https://enterprise.proxmox.com/debian"
    : "http://download.proxmox.com/debian";
  const uri = `${server}/${handle.startsWith("ceph-") ? `ceph-${ceph}` : "pve"}`;
  if (isOneLine(codename)) {
    const component = handle === "test" ? "pvetest" : componentsOf(handle)[0];
    return `deb ${uri} ${codename} ${component}\n`;
  }
  const key = "/usr/share/keyrings/proxmox-archive-keyring.gpg";
  return `Types: deb\nURIs: ${uri}\nSuites: ${codename}\nComponents: ${componentsOf(handle)[0]}\nSigned-By: ${key}\n`;
}
