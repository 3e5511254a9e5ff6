import type { ExecResult, Json } from "../../contract";
import { ProgramError } from "../../contract";
import type { Program } from "../program";
import { jsonText, prettyJsonText } from "./json-output";
import type { Params, PveClient } from "./pve-client";
import { perlArguments, refusal } from "./pve-client";
import { readArguments } from "./pve-options";

/** pvesh(1): get, create, set, delete and ls of an API path; the output format is `json` or `json-pretty`. */
export function pveshProgram(client: PveClient): Program {
  return async (args, io) => {
    const [command = "", ...rest] = perlArguments(args, io.env);
    const method = methods[command];
    if (!method) {
      const overview = "USAGE: pvesh <COMMAND> [ARGS] [OPTIONS]";
      throw new ProgramError(`ERROR: unknown command 'pvesh ${command}'\n${overview}`, 255);
    }
    const usage = `pvesh ${command} <api_path> [OPTIONS] [FORMAT_OPTIONS]`;
    const { operands, options } = readArguments(rest, usage, 1, () => false);
    const { params, format } = splitFormat(options);
    const path = `/${(operands[0] ?? "").replace(/^\/+|\/+$/g, "")}`;
    const answer = await client.request(method, path, params);
    if (answer.status === 501)
      throw new ProgramError(`No '${command}' handler defined for '${path}'`, 255);
    if (answer.status >= 400)
      throw refusal(answer, `${usage.split(" <")[0] ?? ""} ${path} [OPTIONS]`);
    if (method !== "GET") io.record();
    if (method === "GET") return print(answer.data, format);
    if (typeof answer.data !== "string" || !answer.data.startsWith("UPID:")) {
      return answer.data === null ? "" : print(answer.data, format);
    }
    return worker(client, answer.data);
  };
}

const methods: Record<string, "GET" | "POST" | "PUT" | "DELETE" | undefined> = {
  get: "GET",
  ls: "GET",
  create: "POST",
  set: "PUT",
  delete: "DELETE",
};

/** A worker's UPID is printed and the exit code is 0 even where it fails: only stderr tells. */
async function worker(client: PveClient, upid: string): Promise<Partial<ExecResult>> {
  const { exitstatus, log } = await client.wait(upid);
  const good = exitstatus === "OK" || exitstatus.startsWith("WARNINGS");
  const stdout = `${log.map((line) => `${line}\n`).join("")}${upid}\n`;
  return { stdout, stderr: good ? "" : `${exitstatus}\n` };
}

function splitFormat(options: Params): { params: Params; format: string } {
  const params = Object.fromEntries(
    Object.entries(options).filter(([name]) => !formatOptions.includes(name)),
  );
  return { params, format: String(options["output-format"] ?? "text") };
}

const formatOptions = ["output-format", "noborder", "noheader", "quiet", "human-readable"];

function print(data: Json, format: string): string {
  if (format === "json") return `${jsonText(data)}\n`;
  if (typeof data === "string") return `${data}\n`;
  return `${prettyJsonText(data)}\n`;
}
