import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import type { Stanza } from "./dpkg";
import { isInstalled, printStanza, readStatus } from "./dpkg";
import { configureAll } from "./dpkg-state";
import { compareVersions } from "./versions";

/** dpkg-query(1): -W, -s, -l and -L. */
export const dpkgQuery: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "WslLSf:p",
    long: ["show", "status", "list", "listfiles", "search", "showformat=", "admindir=", "no-pager"],
  });
  const has = (...names: string[]) => names.some((name) => parsed.flags.has(name));
  if (has("W", "show")) {
    const format = lastValue(parsed, "f") ?? lastValue(parsed, "showformat");
    return show(io, parsed.rest, format?.replace(/^=/, "") ?? "${binary:Package}\\t${Version}\\n");
  }
  if (has("s", "status")) return status(io, parsed.rest);
  if (has("l", "list")) return list(io, parsed.rest);
  if (has("L", "listfiles")) return files(io, parsed.rest);
  if (has("S", "search")) return search(io, parsed.rest);
  return failed("dpkg-query: error: need an action option", 2);
};

/** dpkg(1): queries, `--print-architecture`, `--configure -a`; archives are installed by apt-get only. */
export const dpkg: Program = (args, io) => {
  const [first = ""] = args;
  if (first === "--print-architecture") return "amd64\n";
  if (first === "--print-foreign-architectures" || first === "--audit") return "";
  if (args.includes("--configure")) return configureAll(io);
  if (first === "--get-selections") {
    return readStatus(io.files)
      .map((each) => `${each.name}\t\t\t\t\tinstall\n`)
      .join("");
  }
  if (first === "--compare-versions")
    return { exitCode: compare(args[1] ?? "", args[2] ?? "", args[3] ?? "") ? 0 : 1 };
  if (/^(-s|-l|-L|-S|-W|--status|--list|--listfiles|--search)$/.test(first))
    return dpkgQuery(args, io);
  if (first === "-i" || first === "--install") {
    throw new ProgramError(
      `dpkg: error: cannot access archive '${args[1] ?? ""}': No such file or directory`,
      2,
    );
  }
  throw new ProgramError(`dpkg: error: unknown option ${first}`, 2);
};

function show(io: ProgramIo, patterns: readonly string[], format: string) {
  const all = readStatus(io.files);
  const result = { stdout: "", stderr: "", exitCode: 0 };
  const chosen = patterns.length === 0 ? all : [];
  for (const pattern of patterns) {
    const found = all.filter((stanza) => matches(stanza.name, pattern));
    if (found.length > 0) chosen.push(...found);
    else {
      result.stderr += `dpkg-query: no packages found matching ${pattern}\n`;
      result.exitCode = 1;
    }
  }
  result.stdout = chosen.map((stanza) => expand(format, stanza)).join("");
  return result;
}

/** `${Field;width}` and the virtual fields of dpkg-query(1). */
function expand(format: string, stanza: Stanza): string {
  return format
    .replace(/\\([nt\\])/g, (_all, letter: string) => ({ n: "\n", t: "\t" })[letter] ?? "\\")
    .replace(/\$\{([^};]+)(?:;(-?\d+))?\}/g, (_all, name: string, width?: string) => {
      const value = fieldOf(stanza, name);
      if (width === undefined) return value;
      const size = Number(width);
      return size < 0 ? value.padEnd(-size) : value.padStart(size);
    });
}

function fieldOf(stanza: Stanza, name: string): string {
  const status = stanza.fields.get("Status")?.split(" ") ?? [];
  switch (name) {
    case "binary:Package":
      return stanza.name;
    case "binary:Summary":
      return stanza.fields.get("Description")?.split("\n")[0] ?? "";
    case "db:Status-Abbrev":
      return `${status[0]?.charAt(0) ?? "u"}${status[2] === "installed" ? "i" : "c"} `;
    case "db:Status-Eflag":
      return status[1] ?? "";
    case "db:Status-Status":
      return status[2] ?? "";
    case "db:Status-Want":
      return status[0] ?? "";
    case "source:Package":
      return stanza.fields.get("Source") ?? stanza.name;
    default:
      return stanza.fields.get(name) ?? "";
  }
}

function status(io: ProgramIo, names: readonly string[]) {
  const all = readStatus(io.files);
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of names) {
    const stanza = all.find((each) => each.name === name);
    if (stanza) result.stdout += printStanza(stanza);
    else {
      result.stderr += `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n`;
      result.exitCode = 1;
    }
  }
  return result;
}

function list(io: ProgramIo, patterns: readonly string[]) {
  const all = readStatus(io.files);
  const found =
    patterns.length === 0
      ? all
      : all.filter((each) => patterns.some((pattern) => matches(each.name, pattern)));
  const missing = patterns.filter((pattern) => !all.some((each) => matches(each.name, pattern)));
  const stderr = missing
    .map((pattern) => `dpkg-query: no packages found matching ${pattern}\n`)
    .join("");
  if (found.length === 0) return { stderr, exitCode: missing.length > 0 ? 1 : 0 };
  const cells = found.map((each) => [
    each.name,
    each.fields.get("Version") ?? "",
    each.fields.get("Architecture") ?? "",
    fieldOf(each, "binary:Summary"),
  ]);
  const titles = ["Name", "Version", "Architecture", "Description"];
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (mark: string, row: readonly string[]) =>
    `${mark} ${row.map((cell, at) => (at === 3 ? cell : cell.padEnd(widths[at] ?? 0))).join(" ")}\n`;
  const head = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
`;
  const rule = `+++-${widths.map((width) => "=".repeat(width)).join("-")}\n`;
  const rows = found.map((each, at) =>
    line(fieldOf(each, "db:Status-Abbrev").trim(), cells[at] ?? []),
  );
  return {
    stdout: head + line("||/", titles) + rule + rows.join(""),
    stderr,
    exitCode: missing.length > 0 ? 1 : 0,
  };
}

function files(io: ProgramIo, names: readonly string[]) {
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of names) {
    const listed = io.files.readText(`/var/lib/dpkg/info/${name}.list`);
    if (listed !== undefined) result.stdout += listed;
    else {
      result.stderr += `dpkg-query: package '${name}' is not installed\n`;
      result.exitCode = 1;
    }
  }
  return result;
}

function search(io: ProgramIo, patterns: readonly string[]) {
  const owned = readStatus(io.files)
    .filter(isInstalled)
    .flatMap(({ name }) =>
      (io.files.readText(`/var/lib/dpkg/info/${name}.list`) ?? "")
        .split("\n")
        .filter(Boolean)
        .map((path) => ({ name, path })),
    );
  const found = owned.filter(({ path }) =>
    patterns.some((pattern) =>
      pattern.startsWith("/") ? path === pattern : path.includes(pattern),
    ),
  );
  if (found.length > 0) return found.map(({ name, path }) => `${name}: ${path}\n`).join("");
  return failed(`dpkg-query: no path found matching pattern ${patterns[0] ?? ""}`);
}

function matches(name: string, pattern: string): boolean {
  const [bare = ""] = pattern.split(":");
  if (!/[*?[]/.test(bare)) return name === bare;
  const source = bare.replace(/[.+]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".");
  return new RegExp(`^${source}$`).test(name);
}

function compare(a: string, operator: string, b: string): boolean {
  const order = compareVersions(a, b);
  const tests: Record<string, boolean> = {
    lt: order < 0,
    le: order <= 0,
    eq: order === 0,
    ne: order !== 0,
    ge: order >= 0,
    gt: order > 0,
  };
  return tests[operator] ?? false;
}
