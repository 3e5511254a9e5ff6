import type { Files } from "../contract";
import { writeConffiles } from "./package-conffiles";
import { linkAlternatives } from "./alternatives";
import { symlink } from "./link";
import { addPackageUser } from "./package-users";
import { writeScripts } from "./package-scripts";
import { unitExtras } from "./package-units";
import { archivePackages } from "./archive-packages";
import { basePackages } from "./base-packages";
import type { ArchivePackage, Release } from "./package-table";

/** One stanza of /var/lib/dpkg/status. */
export interface Stanza {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** dpkg's database as its own file keeps it. */
const statusFile = "/var/lib/dpkg/status";

/** All stanzas in the order of the file. */
export function readStatus(files: Files): Stanza[] {
  return (files.readText(statusFile) ?? "").split(/\n\n+/).flatMap((block) => {
    const fields = parseFields(block);
    const name = fields.get("Package");
    return name === undefined ? [] : [{ name, fields }];
  });
}

/** Writes the database, sorted as dpkg keeps it. */
export function writeStatus(files: Files, stanzas: readonly Stanza[]): void {
  const sorted = [...stanzas].sort((a, b) => (a.name < b.name ? -1 : 1));
  files.write(statusFile, sorted.map(printStanza).join("\n"));
}

/** A stanza as text, with its line end. */
export function printStanza({ fields }: Stanza): string {
  return [...fields].map(([name, value]) => `${name}: ${value}\n`).join("");
}

/** True for a stanza whose package is unpacked and configured. */
export function isInstalled(stanza: Stanza | undefined): boolean {
  return stanza?.fields.get("Status")?.endsWith(" ok installed") ?? false;
}

/** What dpkg records of an archive's package when it is installed. */
export function installedStanza(wanted: ArchivePackage, release: Release): Stanza {
  const ubuntu = release === "noble";
  const maintainer = ubuntu
    ? "Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>"
    : `Debian ${wanted.section} maintainers <${wanted.name}@packages.debian.org>`;
  const depends = wanted.depends.join(", ");
  const fields: [string, string][] = [
    ["Package", wanted.name],
    ["Status", "install ok installed"],
    ["Priority", "optional"],
    ["Section", wanted.section],
    ["Installed-Size", wanted.size.toString()],
    ["Maintainer", maintainer],
    ["Architecture", wanted.programs.length > 0 || wanted.section === "libs" ? "amd64" : "all"],
    ["Version", wanted.versions[release] ?? ""],
    ...(depends === "" ? [] : ([["Depends", depends]] as [string, string][])),
    ["Description", wanted.description],
  ];
  return { name: wanted.name, fields: new Map(fields) };
}

/** What the archives of a release have under a name. */
export function findInArchive(name: string, release: Release): ArchivePackage | undefined {
  const found = index.get(name);
  return found?.versions[release] === undefined ? undefined : found;
}

/** The release that a tree runs, by its os-release. */
export function releaseOf(files: Files): Release {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(files.readText("/etc/os-release") ?? "")?.[1];
  return codename === "noble" || codename === "bookworm" ? codename : "trixie";
}

/** Unpacks a package's files: its programs, its units and the list of both. */
export function unpack(files: Files, wanted: ArchivePackage, release: Release): void {
  const version = wanted.versions[release] ?? "";
  const paths = wanted.programs.map((program) =>
    program.startsWith("/") ? program : `/usr/bin/${program}`,
  );
  for (const path of paths) files.write(path, programFile(path, version), { mode: 0o755 });
  const units = wanted.units.map((unit) => `/usr/lib/systemd/system/${unit}`);
  for (const path of units) {
    files.write(path, unitFile(path.slice(path.lastIndexOf("/") + 1), wanted));
    enable(files, path);
  }
  const scripts = writeScripts(files, wanted.name, version);
  linkAlternatives(files);
  const configuration = writeConffiles(files, wanted.name);
  addPackageUser(files, wanted.name);
  const listed = [
    ...paths,
    ...units,
    ...scripts,
    ...configuration,
    `/usr/share/doc/${wanted.name}`,
  ].sort();
  files.mkdir(`/usr/share/doc/${wanted.name}`);
  files.write(`/var/lib/dpkg/info/${wanted.name}.list`, `/.\n${listed.join("\n")}\n`);
}

/** Deletes what `unpack` made. */
export function removeFiles(files: Files, name: string): void {
  const list = `/var/lib/dpkg/info/${name}.list`;
  for (const path of (files.readText(list) ?? "").split("\n")) {
    // Configuration stays until a package is purged (dpkg(1), --remove).
    if (path.length <= 1 || path === "/." || path.startsWith("/etc/")) continue;
    files.remove(path);
    if (!path.startsWith("/usr/lib/systemd/system/")) continue;
    const unit = path.slice(path.lastIndexOf("/") + 1);
    for (const target of files.list("/etc/systemd/system")) {
      if (target.endsWith(".wants")) files.remove(`/etc/systemd/system/${target}/${unit}`);
      if (target === unitExtras[unit]?.alias) files.remove(`/etc/systemd/system/${target}`);
    }
  }
  files.remove(list);
  linkAlternatives(files);
}

const index = new Map([...basePackages, ...archivePackages].map((each) => [each.name, each]));

function parseFields(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = "";
  for (const line of block.split("\n")) {
    if (/^\s/.test(line)) fields.set(last, `${fields.get(last) ?? ""}\n${line}`);
    else if (line.includes(":")) {
      last = line.slice(0, line.indexOf(":"));
      fields.set(last, line.slice(line.indexOf(":") + 1).trim());
    }
  }
  return fields;
}

/** A program of which the embedded host only knows that it is installed says its version, and refuses the rest. */
function programFile(path: string, version: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return `#!/bin/sh
case "$1" in
  --version|-V|-v) echo "${name} ${version.replace(/^\d+:/, "").replace(/[-+].*$/, "")}" ;;
  *) echo "${name}: not part of the embedded host" >&2; exit 1 ;;
esac
`;
}

function unitFile(unit: string, wanted: ArchivePackage): string {
  const install = unit.endsWith(".timer")
    ? "timers.target"
    : unit.endsWith(".socket")
      ? "sockets.target"
      : "multi-user.target";
  const program =
    wanted.programs.find((each) => each.endsWith("d")) ?? wanted.programs[0] ?? "true";
  const extras = unitExtras[unit] ?? {};
  const service = extras.service === undefined ? "" : `${extras.service}\n`;
  const alias = extras.alias === undefined ? "" : `Alias=${extras.alias}\n`;
  const more = extras.unit === undefined ? "" : `${extras.unit}\n`;
  const body = unit.endsWith(".timer")
    ? "[Timer]\nOnCalendar=daily\nPersistent=true\n"
    : unit.endsWith(".socket")
      ? `[Socket]\nListenStream=/run/${unit.replace(/\.socket$/, "")}.sock\n`
      : `[Service]\nType=simple\n${service}ExecStart=/usr/bin/${program}\nRestart=on-failure\n`;
  const installed = extras.isStatic === true ? "" : `\n[Install]\nWantedBy=${install}\n${alias}`;
  return `[Unit]\nDescription=${wanted.description}\n${more}\n${body}${installed}`;
}

function enable(files: Files, path: string): void {
  const unit = path.slice(path.lastIndexOf("/") + 1);
  const content = files.readText(path) ?? "";
  const target = /WantedBy=(\S+)/.exec(content)?.[1];
  if (target === undefined) return;
  const alias = /^Alias=(\S+)/m.exec(content)?.[1];
  files.mkdir(`/etc/systemd/system/${target}.wants`);
  for (const link of [`${target}.wants/${unit}`, ...(alias === undefined ? [] : [alias])]) {
    const full = `/etc/systemd/system/${link}`;
    if (!files.exists(full)) symlink(files, path, full);
  }
}
