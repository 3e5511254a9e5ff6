import type { ExecResult, Files } from "../contract";
import { ProgramError } from "../contract";
import { parseOptions } from "../shell/options";
import { configureKernelPackage, removeKernelPackage } from "../kernel/kernel-packages";
import type { Program, ProgramIo } from "../shell/program";
import { suitesOf, update } from "./apt-update";
import { availableIn, type Available } from "./available";
import {
  installedStanza,
  isInstalled,
  readStatus,
  releaseOf,
  removeFiles,
  unpack,
  writeStatus,
} from "./dpkg";
import { checkApt, checkTorn } from "./dpkg-state";
import type { ArchivePackage } from "./package-table";
import { compareVersions } from "./versions";

/** apt-get(8) and apt(8): the archives are a table of packages, everything else is done in the tree. */
export const aptGet: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "yqdsfVo:t:c:u",
    long: [
      "yes",
      "assume-yes",
      "quiet",
      "quiet=",
      "no-install-recommends",
      "install-recommends",
      "purge",
      "no-remove",
      "allow-unauthenticated",
      "allow-downgrades",
      "allow-change-held-packages",
      "reinstall",
      "fix-broken",
      "dry-run",
      "simulate",
      "just-print",
      "auto-remove",
      "autoremove",
      "option=",
      "no-upgrade",
      "only-upgrade",
      "download-only",
      "fix-missing",
      "target-release=",
      "with-new-pkgs",
      "show-progress",
    ],
    unknown: (option) =>
      new ProgramError(
        `E: Command line option '${option.charAt(0)}' [from -${option}] is not understood in combination with the other options.`,
        100,
      ),
  });
  const [command, ...names] = parsed.rest;
  const yes = ["y", "yes", "assume-yes"].some((flag) => parsed.flags.has(flag));
  const dry = ["s", "dry-run", "simulate", "just-print"].some((flag) => parsed.flags.has(flag));
  switch (command) {
    case "update": {
      // Twice quiet is silent but for errors (apt-get(8), --quiet).
      return update(io, quietness(args) > 1);
    }
    case "install":
      if (!dry) checkApt(io.files);
      if (!dry) checkTorn(readStatus(io.files), parsed.flags.has("reinstall") ? names : []);
      return install(io, names, { yes, dry, mayDowngrade: parsed.flags.has("allow-downgrades") });
    case "remove":
    case "purge":
      if (!dry) checkApt(io.files);
      return remove(io, names, {
        yes,
        dry,
        purge: command === "purge" || parsed.flags.has("purge"),
      });
    case "autoremove":
    case "autopurge":
    case "upgrade":
    case "dist-upgrade":
    case "full-upgrade":
      return `${reading}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`;
    case "clean":
    case "autoclean":
    case "check":
      return "";
    case undefined:
      return "apt 2.8.3 (amd64)\nUsage: apt-get [options] command\n";
    default:
      throw new ProgramError(`E: Invalid operation ${command}`, 100);
  }
};

/** apt-cache(8): `policy`, `show` and `search` by name. */
export const aptCache: Program = (args, io) => {
  const [command, ...names] = args.filter((word) => !word.startsWith("-"));
  if (command === "policy") return names.map((name) => policy(io.files, name)).join("");
  if (command !== "show" && command !== "madison") return "";
  const available = availableIn(io.files);
  const found = names.map((name) => available.find(name));
  if (found.some((each) => each === undefined)) throw new ProgramError("E: No packages found", 100);
  return found
    .map(
      (each) =>
        `Package: ${each?.name ?? ""}\nVersion: ${each === undefined ? "" : available.versionOf(each)}\nDescription: ${each?.description ?? ""}\n\n`,
    )
    .join("");
};

/** apt-mark(8): hold, unhold, showhold, and marks of manual installation, which nothing here asks for. */
export const aptMark: Program = (args, io) => {
  const [command, ...names] = args.filter((word) => !word.startsWith("-"));
  const stanzas = readStatus(io.files);
  if (command === "showhold") {
    return stanzas
      .filter((each) => each.fields.get("Status")?.startsWith("hold"))
      .map((each) => `${each.name}\n`)
      .join("");
  }
  if (command === "hold" || command === "unhold") {
    const want = command === "hold" ? "hold" : "install";
    const marked = stanzas.map((each) =>
      names.includes(each.name)
        ? { ...each, fields: new Map(each.fields).set("Status", `${want} ok installed`) }
        : each,
    );
    writeStatus(io.files, marked);
    io.record();
    return names
      .map((name) => `${name} set ${command === "hold" ? "on hold" : "to install"}.\n`)
      .join("");
  }
  return "";
};

function quietness(args: readonly string[]): number {
  const short = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join("");
  return Math.max(short.split("q").length - 1, args.includes("--quiet=2") ? 2 : 0);
}

interface Manner {
  readonly yes: boolean;
  readonly dry: boolean;
  readonly purge?: boolean;
  readonly mayDowngrade?: boolean;
}

const reading = `Reading package lists...
Building dependency tree...
Reading state information...
`;

function install(io: ProgramIo, names: readonly string[], manner: Manner): Partial<ExecResult> {
  const { files } = io;
  const release = releaseOf(files);
  const available = availableIn(files);
  const before = readStatus(files);
  const installed = new Map(
    before.filter(isInstalled).map(({ name, fields }) => [name, fields.get("Version") ?? ""]),
  );
  const { wanted, head, errors } = choose(names, available, installed);
  if (errors.length > 0) {
    return { stdout: reading, stderr: errors.map((error) => `${error}\n`).join(""), exitCode: 100 };
  }
  const all = withDependencies(wanted, installed, available);
  const isOlder = (each: ArchivePackage) =>
    compareVersions(available.versionOf(each), installed.get(each.name) ?? "0") < 0;
  const added = all.filter(({ name }) => !installed.has(name));
  const down = all.filter((each) => installed.has(each.name) && isOlder(each));
  const up = all.filter((each) => installed.has(each.name) && !isOlder(each));
  const extra = added.filter((each) => !wanted.includes(each));
  const downgraded = down.length > 0 ? `${down.length} downgraded, ` : "";
  const summary = `${up.length} upgraded, ${added.length} newly installed, ${downgraded}0 to remove and 0 not upgraded.\n`;
  if (all.length === 0) return { stdout: reading + head.join("") + summary };
  const plan = [
    extra.length > 0
      ? `The following additional packages will be installed:\n${indented(extra)}`
      : "",
    added.length > 0 ? `The following NEW packages will be installed:\n${indented(added)}` : "",
    up.length > 0 ? `The following packages will be upgraded:\n${indented(up)}` : "",
    down.length > 0 ? `The following packages will be DOWNGRADED:\n${indented(down)}` : "",
    summary,
  ].join("");
  const size = all.reduce((sum, each) => sum + each.size, 0);
  const costs = `Need to get ${Math.ceil(size / 3)} kB of archives.\nAfter this operation, ${size} kB of additional disk space will be used.\n`;
  const announced = reading + head.join("") + plan;
  if (manner.dry) {
    const lines = all.map(
      (each) => `Inst ${each.name} (${available.versionOf(each)} ${release} [amd64])\n`,
    );
    return { stdout: announced + lines.join("") };
  }
  if (down.length > 0 && manner.yes && manner.mayDowngrade !== true) {
    const stderr = "E: Packages were downgraded and -y was used without --allow-downgrades.\n";
    return { stdout: announced, stderr, exitCode: 100 };
  }
  if (extra.length + down.length > 0 && !manner.yes && !/^y/i.test(io.stdin)) {
    return { stdout: `${announced + costs}Do you want to continue? [Y/n] Abort.\n`, exitCode: 1 };
  }
  for (const each of all) unpack(files, each, release);
  const kept = before.filter((stanza) => !all.some((each) => each.name === stanza.name));
  writeStatus(files, [...kept, ...all.map((each) => installedStanza(each, release))]);
  for (const each of all) configureKernelPackage(files, each.name);
  io.record();
  return { stdout: announced + costs + progress(all, release, suitesOf(files)[0]?.uri ?? "") };
}

/** What a command line asks for: `NAME`, `NAME=VERSION`, `NAME/SUITE`. */
function choose(
  words: readonly string[],
  available: Available,
  installed: ReadonlyMap<string, string>,
) {
  const head: string[] = [];
  const wanted: ArchivePackage[] = [];
  const errors: string[] = [];
  for (const word of words) {
    const [name = "", version] = word.replace(/\/.*$/, "").split("=");
    const found = available.find(name, version);
    const known = installed.get(name);
    const isMeant = version === undefined || version === known;
    if (found === undefined && !(known !== undefined && isMeant)) {
      const isKnown = known !== undefined || available.find(name) !== undefined;
      errors.push(
        isKnown && version !== undefined
          ? `E: Version '${version}' for '${name}' was not found`
          : `E: Unable to locate package ${name}`,
      );
    } else if (found === undefined || isOutdone(known, available.versionOf(found), version)) {
      head.push(`${name} is already the newest version (${known ?? ""}).\n`);
    } else wanted.push(found);
  }
  return { head, wanted, errors };
}

/** Whether what is installed stays: it is what is asked for, or nothing newer is there. */
function isOutdone(
  known: string | undefined,
  candidate: string,
  asked: string | undefined,
): boolean {
  if (known === undefined) return false;
  return known === candidate || (asked === undefined && compareVersions(candidate, known) <= 0);
}

function progress(
  all: readonly ArchivePackage[],
  release: "noble" | "trixie" | "bookworm",
  uri: string,
): string {
  const version = (each: ArchivePackage) => each.versions[release] ?? "";
  const size = all.reduce((sum, each) => sum + Math.ceil(each.size / 3), 0);
  const get = all.map(
    (each, at) =>
      `Get:${at + 1} ${uri} ${release}/main amd64 ${each.name} amd64 ${version(each)} [${Math.ceil(each.size / 3)} kB]\n`,
  );
  const steps = all.map((each, at) => {
    const database =
      at === 0 ? "(Reading database ... 18000 files and directories currently installed.)\n" : "";
    return `Selecting previously unselected package ${each.name}.\n${database}Preparing to unpack .../${each.name}_${version(each).replace(/^\d+:/, "")}_amd64.deb ...\nUnpacking ${each.name} (${version(each)}) ...\n`;
  });
  const set = all.map((each) => `Setting up ${each.name} (${version(each)}) ...\n`);
  return `${get.join("")}Fetched ${size} kB in 0s (${size} kB/s)\n${steps.join("")}${set.join("")}`;
}

function withDependencies(
  wanted: readonly ArchivePackage[],
  installed: ReadonlyMap<string, string>,
  available: Available,
): ArchivePackage[] {
  const all = new Map(wanted.map((each) => [each.name, each]));
  const add = ({ depends }: ArchivePackage): void => {
    for (const name of depends) {
      const found = installed.has(name) || all.has(name) ? undefined : available.find(name);
      if (found === undefined) continue;
      all.set(name, found);
      add(found);
    }
  };
  wanted.forEach(add);
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function remove(io: ProgramIo, names: readonly string[], manner: Manner): Partial<ExecResult> {
  const { files } = io;
  const available = availableIn(files);
  const before = readStatus(files);
  const errors = names.filter(
    (name) => !before.some((stanza) => stanza.name === name) && !available.find(name),
  );
  if (errors.length > 0) {
    return {
      stdout: reading,
      stderr: errors.map((name) => `E: Unable to locate package ${name}\n`).join(""),
      exitCode: 100,
    };
  }
  const gone = new Set(
    names.filter((name) => before.some((stanza) => stanza.name === name && isInstalled(stanza))),
  );
  // What depends on a removed package goes with it.
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const stanza of before.filter(isInstalled)) {
      const depends = stanza.fields.get("Depends")?.split(", ") ?? [];
      if (depends.some((name) => gone.has(name.split(" ")[0] ?? ""))) gone.add(stanza.name);
    }
  }
  const notes = names
    .filter((name) => !gone.has(name))
    .map((name) => `Package '${name}' is not installed, so not removed\n`);
  const summary = `0 upgraded, 0 newly installed, ${gone.size} to remove and 0 not upgraded.\n`;
  if (gone.size === 0) return { stdout: reading + notes.join("") + summary };
  const list = [...gone].sort();
  const plan = `The following packages will be REMOVED:\n  ${list.map((name) => (manner.purge ? `${name}*` : name)).join(" ")}\n`;
  const announced = reading + notes.join("") + plan + summary;
  if (manner.dry) return { stdout: announced };
  if (!manner.yes && !/^y/i.test(io.stdin)) {
    return { stdout: `${announced}Do you want to continue? [Y/n] Abort.\n`, exitCode: 1 };
  }
  const steps = list.map((name) => {
    const version = before.find((stanza) => stanza.name === name)?.fields.get("Version") ?? "";
    removeFiles(files, name);
    removeKernelPackage(files, name);
    return `Removing ${name} (${version}) ...\n`;
  });
  writeStatus(
    files,
    before.filter((stanza) => !gone.has(stanza.name)),
  );
  io.record();
  return { stdout: announced + steps.join("") };
}

function policy(files: Files, name: string): string {
  const release = releaseOf(files);
  const available = availableIn(files);
  const found = available.find(name);
  const candidate = found === undefined ? undefined : available.versionOf(found);
  const stanza = readStatus(files).find((each) => each.name === name && isInstalled(each));
  const installed = stanza?.fields.get("Version");
  const newest = candidate ?? installed;
  if (newest === undefined) return "";
  const source = suitesOf(files)[0];
  const table =
    installed === newest
      ? ` *** ${newest} 500\n        500 ${source?.uri ?? ""} ${release}/main amd64 Packages\n        100 /var/lib/dpkg/status\n`
      : `     ${newest} 500\n        500 ${source?.uri ?? ""} ${release}/main amd64 Packages\n`;
  return `${name}:\n  Installed: ${installed ?? "(none)"}\n  Candidate: ${newest}\n  Version table:\n${table}`;
}

function indented(packages: readonly ArchivePackage[]): string {
  return `  ${packages.map((each) => each.name).join(" ")}\n`;
}
