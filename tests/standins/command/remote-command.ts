import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Client } from "ssh2";
import { connect, problemsOf, type Connection } from "./connection";
import { holdsSecret, open, secret } from "./wire";

/** Properties of `command:remote:Command` as they come over the wire, secrets closed. */
export type Properties = Readonly<Record<string, unknown>>;

/** Tells a person a line about one resource. */
export type Tell = (urn: string, line: string) => Promise<void>;

/** The inputs that @pulumi/command 1.2.1 has (remote/command.d.ts). */
const inputs = [
  "addPreviousOutputInEnv",
  "connection",
  "create",
  "delete",
  "environment",
  "logging",
  "stdin",
  "triggers",
  "update",
];

interface Command {
  readonly addPreviousOutputInEnv?: boolean;
  readonly connection: Connection;
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly logging?: "stdout" | "stderr" | "stdoutAndStderr" | "none";
  readonly stdin?: string;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

export function check(news: Properties): { property: string; reason: string }[] {
  const unknown = Object.keys(news).filter((key) => !inputs.includes(key));
  const variables = Object.keys((open(news["environment"]) as object | undefined) ?? {});
  return [
    ...unknown.map((property) => ({ property, reason: "is not an input of a remote command" })),
    ...variables
      .filter((name) => !/^[A-Za-z_]\w*$/.test(name))
      .map((name) => ({ property: "environment", reason: `${name} is not a variable's name` })),
    ...problemsOf(open(news["connection"])).map((reason) => ({ property: "connection", reason })),
  ];
}

/** Inputs that changed make it run again; of triggers, the SDK says that they replace it. */
export function diff(olds: Properties, news: Properties): { changes: boolean; replaces: string[] } {
  const changed = inputs.filter((key) => !isDeepStrictEqual(open(olds[key]), open(news[key])));
  return {
    changes: changed.length > 0,
    replaces: changed.filter((key) => key === "triggers"),
  };
}

export async function create(urn: string, news: Properties, tell: Tell) {
  const command = open(news) as Command;
  const output = await run(urn, command.create, command, undefined, tell);
  const name = urn.split("::").at(-1) ?? "";
  return { id: `${name}${randomBytes(4).toString("hex")}`, outs: outsOf(news, output) };
}

export async function update(urn: string, olds: Properties, news: Properties, tell: Tell) {
  const command = open(news) as Command;
  const before = open(olds) as Output;
  const output = await run(urn, command.update ?? command.create, command, before, tell);
  return { outs: outsOf(news, output) };
}

export async function remove(urn: string, props: Properties, tell: Tell): Promise<void> {
  const command = open(props) as Command & Output;
  await run(urn, command.delete, command, command, tell);
}

/** What a command prints may show what it was given: it is as secret as that. */
function outsOf(news: Properties, { stdout, stderr }: Output): Properties {
  const isSecret = ["create", "update", "stdin", "environment"].some((key) =>
    holdsSecret(news[key]),
  );
  return isSecret
    ? { ...news, stdout: secret(stdout), stderr: secret(stderr) }
    : { ...news, stdout, stderr };
}

async function run(
  urn: string,
  text: string | undefined,
  command: Command,
  before: Output | undefined,
  tell: Tell,
): Promise<Output> {
  if (text === undefined) return { stdout: before?.stdout ?? "", stderr: before?.stderr ?? "" };
  // Deleting is not checked by the engine, and state may have been written by another plugin.
  const [problem] = problemsOf(command.connection);
  if (problem !== undefined) throw new Error(problem);
  const { environment = {}, stdin, logging = "stdoutAndStderr", connection } = command;
  const passOn = command.addPreviousOutputInEnv ?? true;
  const client = await connect(connection);
  try {
    for (const [name, value] of Object.entries(environment)) await accepts(client, name, value);
    const env = { ...environment, ...(passOn && before !== undefined && previous(before)) };
    const { exitCode, ...output } = await exec(client, text, env, stdin);
    const shown = [
      ...(logging === "stdout" || logging === "stdoutAndStderr" ? [output.stdout] : []),
      ...(logging === "stderr" || logging === "stdoutAndStderr" ? [output.stderr] : []),
    ].filter((part) => part !== "");
    for (const part of shown) await tell(urn, part);
    if (exitCode !== 0) {
      const where = `${connection.user}@${connection.host}:${connection.port}`;
      // As the plugin's, the message has what was printed, whatever is logged.
      const printed = [output.stdout, output.stderr].filter((part) => part !== "");
      throw new Error(
        [`The command on ${where} ended with exit code ${exitCode}.`, ...printed].join("\n"),
      );
    }
    return output;
  } finally {
    client.end();
  }
}

function previous({ stdout = "", stderr = "" }: Partial<Output>): Record<string, string> {
  return {
    ...(stdout !== "" && { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr !== "" && { PULUMI_COMMAND_STDERR: stderr }),
  };
}

/** sshd drops a variable that AcceptEnv does not name (sshd_config(5)); the real plugin fails then. */
async function accepts(client: Client, name: string, value: string): Promise<void> {
  const { stdout, exitCode } = await exec(client, `printenv ${name}`, { [name]: value }, undefined);
  if (exitCode === 0 && stdout === value) return;
  throw new Error(
    `environment.${name} cannot be set: the SSH server does not accept it (AcceptEnv in sshd_config).`,
  );
}

function exec(
  client: Client,
  text: string,
  env: Record<string, string>,
  stdin: string | undefined,
): Promise<Output & { readonly exitCode: number }> {
  return new Promise((resolve, reject) => {
    client.exec(text, { env }, (error, channel) => {
      if (error !== undefined) return reject(error);
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      let exitCode: number | undefined;
      channel.on("data", (chunk: Buffer) => stdout.push(chunk));
      channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
      channel.on("exit", (code: number | null) => (exitCode = code ?? 255));
      channel.on("close", () => {
        if (exitCode === undefined) return reject(new Error("The SSH connection was lost."));
        resolve({ stdout: textOf(stdout), stderr: textOf(stderr), exitCode });
      });
      channel.end(stdin ?? "");
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8").replace(/\n$/, "");
}
