import type { Json } from "../../../contract";
import { ProgramError } from "../../../contract";
import type { Program } from "../../program";
import { jsonText, prettyJsonText } from "../json-output";
import type { Params, PveClient } from "../pve-client";
import { isUtf8Locale, perlArguments, record, records, refusal, text } from "../pve-client";
import { readArguments } from "../pve-options";
import { keyValueTable, textTable } from "../text-table";
import type { PveumCommand } from "./commands";
import { pveumAliases, pveumCommands, pveumOverview } from "./commands";

/** pveum(1): users, groups, roles, tokens, realms, pools and the ACL, on the API of the host. */
export function pveumProgram(client: PveClient): Program {
  return async (args, io) => {
    const words = perlArguments(args, io.env);
    if (words.length === 0) {
      throw new ProgramError(`ERROR: no command specified\n${pveumOverview}`, 255);
    }
    const { command, rest } = findCommand(words);
    const usage = `pveum ${command.usage}`;
    const { path, params, format } = readRequest(command, rest, usage);
    return client.command(async (own) => {
      const answer = await own.request(command.method, path, params);
      if (answer.status >= 400) throw refusal(answer, usage);
      if (command.method !== "GET") io.record();
      return show(command, answer.data, format, isUtf8Locale(io.env));
    });
  };
}

function findCommand(words: readonly string[]): { command: PveumCommand; rest: string[] } {
  for (const count of [3, 2, 1]) {
    const given = words.slice(0, count).join(" ");
    const command = pveumCommands[pveumAliases[given] ?? given];
    if (command !== undefined) return { command, rest: words.slice(count) };
  }
  const given = words.filter((word) => !word.startsWith("-")).join(" ");
  throw new ProgramError(`ERROR: unknown command 'pveum ${given}'\n${pveumOverview}`, 255);
}

function readRequest(
  command: PveumCommand,
  args: readonly string[],
  usage: string,
): { path: string; params: Params; format: string } {
  const { optionalOperands = [] } = command;
  const given = args.findIndex((word) => word.startsWith("-"));
  const count = given < 0 ? args.length : given;
  const names = [...command.operands, ...optionalOperands.slice(0, count)];
  const { operands, options } = readArguments(args, usage, names.length, (name) =>
    switches.has(name),
  );
  const values = Object.fromEntries(names.map((name, at) => [name, operands[at] ?? ""]));
  const inPath = new Set<string>();
  const path = command.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    inPath.add(name);
    return encodeURIComponent(values[name] ?? "");
  });
  const all = { ...values, ...options, ...command.fixed };
  const params = Object.entries(all).filter(
    ([name]) => !inPath.has(name) && !formatOptions.has(name),
  );
  const format = String(options["output-format"] ?? "text");
  return { path, params: Object.fromEntries(params), format };
}

const switches = new Set(
  "append delete enable full noborder noheader privsep propagate".split(" "),
);

const formatOptions = new Set("output-format human-readable noborder noheader quiet".split(" "));

function show({ shows }: PveumCommand, data: Json, format: string, isUtf8: boolean): string {
  if (shows === undefined) return "";
  const sorted = shows === "object" || shows === "permissions" ? data : sortedRows(shows, data);
  if (format === "json") return `${jsonText(sorted)}\n`;
  if (format === "json-pretty") return `${prettyJsonText(sorted)}\n`;
  if (shows === "object") return keyValueTable(record(data), isUtf8);
  if (shows === "permissions") return permissionsText(record(data), isUtf8);
  return textTable(shows, records(sorted), isUtf8);
}

/** By the first column; the ACL has an order of its own within a path. */
function sortedRows(columns: readonly { readonly name: string }[], data: Json): Json {
  const key = columns[0]?.name ?? "";
  return records(data).sort((a, b) =>
    text(a[key]) < text(b[key]) ? -1 : +(text(a[key]) > text(b[key])),
  );
}

function permissionsText(data: { readonly [key: string]: Json }, isUtf8: boolean): string {
  const rows = Object.keys(data)
    .sort()
    .map((path) => {
      const held = record(data[path]);
      const names = Object.keys(held).sort();
      const marked = names.map((name) => (held[name] === 1 ? `${name} (*)` : name));
      return { "ACL path": path, Permissions: marked.join("\n") };
    });
  const table = textTable([{ name: "ACL path" }, { name: "Permissions" }], rows, isUtf8);
  return `${table}Permissions marked with '(*)' have the 'propagate' flag set.\n`;
}
