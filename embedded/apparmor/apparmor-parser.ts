import type { ExecResult } from "../contract";
import type { MountedFiles } from "../files/mounted-files";
import { parseOptions, type ParsedOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed, stdinText } from "../shell/program";
import { KernelPolicy } from "./kernel-policy";
import { compile, type CompiledProfile } from "./profile";
import { policyDirectory, readPolicy } from "./read-policy";
import { PolicyError } from "./statement";

/** apparmor_parser(8): -a, -r and -R of files, folders or standard input, with -Q, -S, -N, -C, -q, -K, -T and -W. */
export const apparmorParser: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "arRSNCQqKTWvV",
    long: [
      ...["add", "replace", "remove", "stdout", "names", "Complain", "skip-kernel-load", "quiet"],
      ...["skip-cache", "skip-read-cache", "write-cache", "verbose", "version"],
    ],
  });
  if (parsed.flags.has("V") || parsed.flags.has("version")) return version;
  const command = commandOf(parsed);
  const result = { stdout: "", stderr: "", exitCode: 0 };
  const add = (more: ExecResult) => {
    result.stdout += more.stdout;
    result.stderr += more.stderr;
    if (more.exitCode !== 0) result.exitCode = more.exitCode;
  };
  if (parsed.rest.length === 0) add(handle(command, stdinText(io.stdin), undefined, io));
  for (const word of parsed.rest) {
    const path = io.path(word);
    const isFolder = io.files.stat(path)?.type === "directory";
    if (!isFolder && !io.files.exists(path)) {
      add(failed(`File ${word} not found, skipping...`, 2));
    }
    for (const each of isFolder ? policyFiles(io.files, path) : [path]) {
      const text = io.files.readText(each);
      if (text !== undefined) add(handle(command, text, isFolder ? each : word, io));
    }
  }
  if (command.loads) io.record();
  return result;
};

/** What loading at the start of the system does (apparmor.service): what is broken is left out. */
export function loadPolicy(files: MountedFiles): void {
  const kernel = new KernelPolicy(files);
  for (const path of policyFiles(files, policyDirectory)) {
    const state = stateOf(files, path);
    if (state === "disabled") continue;
    try {
      const profiles = readPolicy(files.readText(path) ?? "", files);
      for (const each of compile(profiles, state === "complain")) kernel.replace(each);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
    }
  }
}

const version =
  "AppArmor parser version 4.1.0\nCopyright (C) 1999-2008 Novell Inc.\nCopyright 2009-2018 Canonical Ltd.\n";

interface Command {
  readonly action: "add" | "replace" | "remove" | "print" | "names";
  readonly loads: boolean;
  readonly isForced: boolean;
  readonly isQuiet: boolean;
}

function commandOf({ flags }: ParsedOptions): Command {
  const has = (short: string, long: string) => flags.has(short) || flags.has(long);
  const action = has("S", "stdout")
    ? "print"
    : has("N", "names")
      ? "names"
      : has("R", "remove")
        ? "remove"
        : has("r", "replace")
          ? "replace"
          : "add";
  const loads = !["print", "names"].includes(action) && !has("Q", "skip-kernel-load");
  return { action, loads, isForced: has("C", "Complain"), isQuiet: has("q", "quiet") };
}

/** One file, or what came by standard input, which has no name. */
function handle(
  { action, loads, isForced, isQuiet }: Command,
  text: string,
  file: string | undefined,
  io: ProgramIo,
): ExecResult {
  const name = file?.slice(file.lastIndexOf("/") + 1) ?? "";
  const state = file === undefined ? "plain" : stateOf(io.files, file);
  if (state === "disabled") {
    return answer("", isQuiet ? "" : `Skipping profile in ${policyDirectory}/disable: ${name}\n`);
  }
  const warning =
    state === "complain" && !isQuiet
      ? `Warning: found ${name} in ${policyDirectory}/force-complain, forcing complain mode\n`
      : "";
  let compiled: readonly CompiledProfile[];
  try {
    compiled = compile(readPolicy(text, io.files), isForced || state === "complain");
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { stdout: "", stderr: `${warning}${explain(error, file)}\n`, exitCode: 1 };
  }
  if (action === "print") return answer(compiled.map(({ blob }) => blob).join(""), warning);
  if (action === "names") return answer(compiled.map((each) => `${each.name}\n`).join(""), warning);
  return loads ? load(action, compiled, warning, io) : answer("", warning);
}

function load(
  action: "add" | "replace" | "remove",
  compiled: readonly CompiledProfile[],
  warning: string,
  io: ProgramIo,
): ExecResult {
  const kernel = new KernelPolicy(io.files);
  for (const profile of compiled) {
    const { name } = profile;
    if (action === "remove") {
      // With a profile goes what lies in it.
      if (name.includes("//")) continue;
      if (!kernel.has(name)) {
        const message = `${io.name}: Unable to remove "${name}".  Profile doesn't exist`;
        return failed(`${warning}${message}`, 254);
      }
      kernel.remove(name);
    } else if (action === "add" && kernel.has(name)) {
      const message = `${io.name}: Unable to add "${name}".  Profile already exists`;
      return failed(`${warning}${message}`, 239);
    } else {
      kernel.replace(profile);
    }
  }
  return answer("", warning);
}

function explain({ message, line }: PolicyError, file: string | undefined): string {
  if (line === undefined) return message;
  const where = file === undefined ? "" : ` for ${file} in profile ${file}`;
  return `AppArmor parser error${where} at line ${line}: ${message}`;
}

function answer(stdout: string, stderr: string): ExecResult {
  return { stdout, stderr, exitCode: 0 };
}

/** What links in other folders say of a policy file (aa-disable(8), apparmor_parser(8)). */
function stateOf(files: MountedFiles, path: string): "plain" | "disabled" | "complain" {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isIn = (folder: string) =>
    files.lstat(`${policyDirectory}/${folder}/${name}`) !== undefined;
  if (isIn("disable")) return "disabled";
  return isIn("force-complain") ? "complain" : "plain";
}

/** The files of a folder that are policy; what package managers leave behind is none. */
function policyFiles(files: MountedFiles, folder: string): string[] {
  return files
    .list(folder)
    .filter((name) => !/^\.|~$|\.(?:dpkg-\w+|rpm(?:new|save)|pac(?:save|new)|orig|rej)$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => files.stat(path)?.type === "file");
}
