import type { ExecResult } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { currentOf, escape, etab, formatEtab, parseEtab, shownOptions, type Current } from "./etab";
import { ExportsSyntaxError, parseExportLine, type ExportEntry } from "./export-line";

/** exportfs(8): `-a`, `-r`, `-u`, `-o OPTIONS`, `-v`, `-s` and CLIENT:PATH words. */
export const exportfs: Program = (args, io) => {
  const parsed = parseOptions(args, { short: "arufvsio:" });
  const has = (flag: string) => parsed.flags.has(flag);
  const current = parseEtab(io.files.readText(etab) ?? "");
  const changes = has("a") || has("r") || has("u") || parsed.rest.length > 0;
  if (!changes && has("s")) return current.map(scriptLine).join("");
  if (!changes) return current.map((each) => line(each, has("v"))).join("");
  if (has("u")) return unexport(io, current, has("a") ? undefined : parsed.rest);
  const told = has("a") || has("r") ? readFiles(io) : nothing();
  for (const word of parsed.rest) {
    const [client = "", path = ""] = word.split(/:(.*)/s);
    const options = lastValue(parsed, "o")?.split(",") ?? [];
    told.entries.push({ path, client, options, hasOptions: true });
  }
  const kept = has("r") ? [] : current;
  const made = told.entries.flatMap((entry) => make(io, entry, told));
  io.files.write(etab, formatEtab(inOrder(withoutDoubles([...kept, ...made]))));
  io.record();
  const stdout = has("v") ? made.map(({ client, path }) => `exporting ${client}:${path}\n`) : [];
  return { stdout: stdout.join(""), stderr: told.stderr, exitCode: told.exitCode };
};

interface Told {
  readonly entries: ExportEntry[];
  stderr: string;
  exitCode: number;
}

function nothing(): Told {
  return { entries: [], stderr: "", exitCode: 0 };
}

/** A mistake ends the reading of its file, not of the others. */
function readFiles(io: ProgramIo): Told {
  const told = nothing();
  const folder = "/etc/exports.d";
  const more = io.files.list(folder).filter((name) => /^[^.].*\.exports$/.test(name));
  for (const file of ["/etc/exports", ...more.map((name) => `${folder}/${name}`)]) {
    const lines = (io.files.readText(file) ?? "").split("\n");
    let continued = "";
    try {
      for (const [index, text] of lines.entries()) {
        if (text.endsWith("\\")) {
          continued += text.slice(0, -1);
          continue;
        }
        told.entries.push(...located(file, index + 1, continued + text));
        continued = "";
      }
    } catch (error) {
      if (!(error instanceof ExportsSyntaxError)) throw error;
      complain(told, error.message, 1);
    }
  }
  return told;
}

function located(file: string, number: number, text: string): ExportEntry[] {
  try {
    return parseExportLine(text);
  } catch (error) {
    if (!(error instanceof ExportsSyntaxError)) throw error;
    throw new ExportsSyntaxError(`${file}:${number}: ${error.message}`);
  }
}

/** An export that can be made; what is wrong with it is said, and makes the program fail or does not. */
function make(io: ProgramIo, entry: ExportEntry, told: Told): Current[] {
  const { path, client } = entry;
  if (!entry.hasOptions) {
    complain(told, `No options for ${path} ${client}: suggest ${client}(sync) to avoid warning`, 0);
  }
  if (!isKnownClient(io, client)) {
    complain(told, `Failed to resolve ${client}`, 0);
    return [];
  }
  const stat = path.startsWith("/") ? io.files.stat(path) : undefined;
  if (!stat) {
    complain(told, `Failed to stat ${path}: No such file or directory`, 1);
    return [];
  }
  if (stat.type !== "directory") {
    complain(told, `${path} is not a directory. Remote access will fail`, 1);
  }
  return [currentOf(entry)];
}

/** Addresses, networks, patterns and netgroups need no name server; of names only /etc/hosts knows some here. */
function isKnownClient(io: ProgramIo, client: string): boolean {
  if (client === "" || /[*?@]/.test(client) || /^[\d.]+(\/[\d.]+)?$|:/.test(client)) return true;
  const hosts = (io.files.readText("/etc/hosts") ?? "").split("\n");
  return hosts.some((row) => row.replace(/#.*/, "").split(/\s+/).slice(1).includes(client));
}

function complain(told: Told, message: string, exitCode: number): void {
  told.stderr += `exportfs: ${message}\n`;
  told.exitCode ||= exitCode;
}

function unexport(
  io: ProgramIo,
  current: readonly Current[],
  words: readonly string[] | undefined,
): Partial<ExecResult> {
  const names = (each: Current) => `${each.client}:${each.path}`;
  const missing = words?.find((word) => !current.some((each) => names(each) === word));
  const kept = words === undefined ? [] : current.filter((each) => !words.includes(names(each)));
  io.files.write(etab, formatEtab(kept));
  io.record();
  if (missing === undefined) return {};
  return { stderr: `exportfs: Could not find '${missing}' to unexport.\n`, exitCode: 1 };
}

/** The last of several exports of a folder to one client counts. */
function withoutDoubles(exports: readonly Current[]): Current[] {
  return [...new Map(exports.map((each) => [`${each.client}:${each.path}`, each])).values()];
}

/** Single hosts first, then networks, then netgroups and everybody (MCL_FQDN … in support/export). */
function inOrder(exports: readonly Current[]): Current[] {
  const rank = ({ client }: Current) =>
    /^[\d.]+\//.test(client) ? 1 : client.startsWith("@") ? 3 : /[*?]/.test(client) ? 4 : 0;
  return [...exports].sort((a, b) => rank(a) - rank(b));
}

function scriptLine(each: Current): string {
  return `${escape(each.path)}  ${each.client}(${shownOptions(each)})\n`;
}

function line(each: Current, verbose: boolean): string {
  const client = each.client === "*" ? "<world>" : each.client;
  const path = each.path.length > 14 ? `${each.path}\n\t\t` : `${each.path.padEnd(14)}\t`;
  return `${path}${client}${verbose ? `(${shownOptions(each)})` : ""}\n`;
}
