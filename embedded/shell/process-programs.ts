import { runningKernel } from "../kernel/kernel-files";
import { groupsOf, passwdEntry } from "./accounts";
import { lastValue, parseOptions } from "./options";
import type { Program } from "./program";
import { failed, stdinText } from "./program";

/** xargs(1) of GNU findutils; `-P` is accepted and runs one command after another. */
export const xargs: Program = async (args, io) => {
  const parsed = parseOptions(args, {
    short: "0rtn:L:I:P:d:a:s:",
    long: [
      "null",
      "no-run-if-empty",
      "max-args=",
      "max-procs=",
      "replace=",
      "delimiter=",
      "arg-file=",
    ],
    strict: true,
  });
  const { flags } = parsed;
  const file = lastValue(parsed, "a") ?? lastValue(parsed, "arg-file");
  const input = file === undefined ? stdinText(io.stdin) : (io.files.readText(io.path(file)) ?? "");
  const replace = lastValue(parsed, "I") ?? lastValue(parsed, "replace");
  const delimiter =
    flags.has("0") || flags.has("null")
      ? "\\0"
      : (lastValue(parsed, "d") ?? lastValue(parsed, "delimiter"));
  const words = split(input, delimiter, replace !== undefined || parsed.values.has("L"));
  const command = parsed.rest.length > 0 ? parsed.rest : ["echo"];
  if (words.length === 0 && (flags.has("r") || flags.has("no-run-if-empty") || replace)) return "";
  const size = Number(
    lastValue(parsed, "n") ?? lastValue(parsed, "max-args") ?? lastValue(parsed, "L") ?? 5000,
  );
  const batches = replace === undefined ? inBatches(words, size) : words.map((word) => [word]);
  const all = { stdout: "", stderr: "", exitCode: 0 };
  for (const batch of batches) {
    const argv =
      replace === undefined
        ? [...command, ...batch]
        : command.map((word) => word.replaceAll(replace, batch[0] ?? ""));
    const result = await io.spawn(argv);
    all.stdout += result.stdout;
    all.stderr += result.stderr;
    if (result.exitCode === 127 || result.exitCode === 126)
      return { ...all, exitCode: result.exitCode };
    if (result.exitCode === 255) return { ...all, exitCode: 124 };
    if (result.exitCode !== 0) all.exitCode = 123;
  }
  return all;
};

/** Runs something alone among all that take a lock file; throws where that file is locked for too long. */
export type HoldLock = <T>(file: string, code: () => Promise<T>) => Promise<T>;

/** flock(1). */
export const flock =
  (hold: HoldLock): Program =>
  async (args, io) => {
    const parsed = parseOptions(args, {
      short: "nxesuow:c:E:F",
      long: [
        "nonblock",
        "exclusive",
        "shared",
        "unlock",
        "timeout=",
        "wait=",
        "command=",
        "close",
        "no-fork",
      ],
      strict: true,
    });
    const [lock, ...command] = parsed.rest;
    if (lock === undefined) return failed("flock: requires file descriptor, file or directory", 64);
    const script =
      lastValue(parsed, "c") ??
      lastValue(parsed, "command") ??
      (command[0] === "-c" ? command[1] : undefined);
    // A bare number is a descriptor of the calling shell.
    if (script === undefined && command.length === 0) return "";
    if (!io.files.exists(io.path(lock))) io.files.write(io.path(lock), "");
    const lockState = { isHeld: false };
    try {
      return await hold(io.path(lock), () => {
        lockState.isHeld = true;
        return script === undefined
          ? io.spawn(command, { stdin: io.stdin })
          : io.shell(script, { stdin: io.stdin });
      });
    } catch (error) {
      if (lockState.isHeld) throw error;
      return { exitCode: 1 };
    }
  };

/** id(1): of root, or of a user of /etc/passwd. */
export const id: Program = (args, io) => {
  const { flags, rest } = parseOptions(args, {
    short: "ugnGr",
    long: ["user", "group", "name", "groups"],
  });
  const user = rest[0] ?? "root";
  const entry = passwdEntry(io.files, user);
  if (!entry) return failed(`id: '${user}': no such user`);
  const groups = groupsOf(io.files, user);
  const name = flags.has("n") || flags.has("name");
  const primary = groups[0] ?? { gid: 0, name: "root" };
  if (flags.has("u") || flags.has("user")) return `${name ? user : (entry[2] ?? "")}\n`;
  if (flags.has("g") || flags.has("group")) return `${name ? primary.name : primary.gid}\n`;
  if (flags.has("G") || flags.has("groups")) {
    return `${groups.map((group) => (name ? group.name : group.gid)).join(" ")}\n`;
  }
  const list = groups.map((group) => `${group.gid}(${group.name})`).join(",");
  return `uid=${entry[2] ?? ""}(${user}) gid=${primary.gid}(${primary.name}) groups=${list}\n`;
};

/** getent(1) for passwd, group, hosts and shadow. */
export const getent: Program = (args, io) => {
  const [database = "", ...keys] = args;
  const file = databases[database];
  if (file === undefined) return failed(`Unknown database: ${database}`, 1);
  const lines = (io.files.readText(file) ?? "").split("\n").filter((line) => /^[^#\s]/.test(line));
  if (keys.length === 0) return { stdout: lines.map((line) => `${line}\n`).join("") };
  const found = keys.map((key) => lines.find((line) => matches(database, line, key)));
  const stdout = found
    .map((line) => (line === undefined ? "" : `${shown(database, line)}\n`))
    .join("");
  return { stdout, exitCode: found.includes(undefined) ? 2 : 0 };
};

/** kill(1): nothing runs in the background here, so that no pid but a shell's own exists. */
export const kill: Program = (args) => {
  const pid = args.at(-1) ?? "";
  if (args[0] === "-0" || args[0] === "-l") return "";
  return failed(`bash: kill: (${pid}) - No such process`);
};

/** uname(1) of a PVE 9.1 kernel, which guests see as well. */
export function unameProgram(hostname: () => string): Program {
  return (args, io) => {
    const { flags } = parseOptions(args, {
      short: "asnrvmpio",
      long: ["all", "kernel-release", "machine"],
    });
    const all = flags.has("a") || flags.has("all");
    const parts: [string, string, string][] = [
      ["s", "kernel-name", "Linux"],
      ["n", "nodename", hostname()],
      ["r", "kernel-release", runningKernel(io.files)],
      ["v", "kernel-version", "#1 SMP PREEMPT_DYNAMIC PMX 6.17.2-1 (2025-10-21T11:55Z)"],
      ["m", "machine", "x86_64"],
      ["o", "operating-system", "GNU/Linux"],
    ];
    const chosen = parts.filter(([short, long]) => all || flags.has(short) || flags.has(long));
    return `${(chosen.length > 0 ? chosen : parts.slice(0, 1)).map((part) => part[2]).join(" ")}\n`;
  };
}

/** Programs whose effect nobody here could see: sync, logger, update-alternatives' triggers and the like. */
export const quiet: Program = () => "";

/** umask and ulimit print what a root shell has; other values are accepted. */
export const umask: Program = (args) => (args.length === 0 ? "0022\n" : "");

/** The limit of open files; others are unlimited. */
export const ulimit: Program = (args) => (args.includes("-n") ? "1024\n" : "unlimited\n");

const databases: Record<string, string> = {
  passwd: "/etc/passwd",
  group: "/etc/group",
  hosts: "/etc/hosts",
  ahosts: "/etc/hosts",
  shadow: "/etc/shadow",
};

function matches(database: string, line: string, key: string): boolean {
  if (database.endsWith("hosts")) return line.split(/\s+/).includes(key);
  const fields = line.split(":");
  return fields[0] === key || fields[2] === key;
}

function shown(database: string, line: string): string {
  if (!database.endsWith("hosts")) return line;
  const [address = "", ...names] = line.split(/\s+/);
  return `${address.padEnd(15)} ${names.join(" ")}`;
}

function split(input: string, delimiter: string | undefined, byLine: boolean): string[] {
  if (delimiter !== undefined) {
    const mark = escapes[delimiter] ?? delimiter;
    const words = input.split(mark);
    if (words.at(-1) === "") words.pop();
    return words;
  }
  if (byLine)
    return input
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  return [...input.matchAll(/(?:"([^"]*)"|'([^']*)'|\\(.)|[^\s"'\\])+/g)].map(([word]) =>
    unquote(word),
  );
}

const escapes: Record<string, string> = { "\\0": "\0", "\\n": "\n", "\\t": "\t" };

function unquote(word: string): string {
  return word.replace(
    /"([^"]*)"|'([^']*)'|\\(.)/g,
    (_all, a?: string, b?: string, c?: string) => a ?? b ?? c ?? "",
  );
}

function inBatches(words: readonly string[], size: number): string[][] {
  if (words.length === 0) return [[]];
  const batches: string[][] = [];
  for (let at = 0; at < words.length; at += size) batches.push(words.slice(at, at + size));
  return batches;
}
