import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../../host/errors";

/** The configuration of a Pulumi stack, as far as it is about the host. */
export interface Stack {
  readonly name: string;
  /** A setting `phoenix:NAME`, decrypted. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Encrypted; the value is given on standard input, never on a command line. */
  setSecret(name: string, value: string): void;
}

/** The stack to work for where none is named and the selected one is the embedded host's. */
const defaultStack = "home";

/**
 * Opens a stack, which is made and selected where it is not there.
 *
 * @throws UserError for the stack of the embedded host, and where there is nothing to encrypt secrets with
 */
export function openStack(
  wanted: string | undefined,
  configFile: string | undefined,
  directory = process.cwd(),
): Stack {
  const name = wanted ?? selected() ?? defaultStack;
  const file = configFile ?? path.join(directory, `Pulumi.${shortName(name)}.yaml`);
  checkPassphrase(file);
  pulumi(["stack", "select", name, "--create"]);
  const place = ["--stack", name, ...(configFile === undefined ? [] : ["--config-file", file])];
  const settings = readSettings(place);
  if (settings.has("connection")) {
    throw new UserError(
      `The stack ${name} has the embedded host (phoenix:connection). Name another one with --stack.`,
    );
  }
  return {
    name,
    get: (key) => settings.get(key),
    set(key, value) {
      pulumi(["config", "set", `phoenix:${key}`, value, ...place]);
      settings.set(key, value);
    },
    setSecret(key, value) {
      pulumi(["config", "set", "--secret", `phoenix:${key}`, ...place], value);
      settings.set(key, value);
    },
  };
}

/** The selected stack; undefined where there is none, or where its host is the embedded one. */
function selected(): string | undefined {
  const { status, stdout } = run(["stack", "--show-name"]);
  const name = stdout.trim();
  if (status !== 0 || name === "") return undefined;
  return readSettings(["--stack", name]).has("connection") ? undefined : name;
}

function readSettings(place: readonly string[]): Map<string, string> {
  const all = JSON.parse(
    pulumi(["config", "--show-secrets", "--json", ...place]) || "{}",
  ) as Record<string, { readonly value?: string }>;
  return new Map(
    Object.entries(all).flatMap(([key, { value }]) =>
      key.startsWith("phoenix:") && value !== undefined
        ? [[key.slice("phoenix:".length), value] as const]
        : [],
    ),
  );
}

/** `ORGANISATION/PROJECT/STACK` names its file by the last part. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** What is encrypted with an empty passphrase is encrypted for nobody. */
function checkPassphrase(file: string): void {
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  if (/^(?:encryptionsalt|secretsprovider|encryptedkey):/m.test(text)) return;
  const { PULUMI_CONFIG_PASSPHRASE: passphrase = "", PULUMI_CONFIG_PASSPHRASE_FILE: from } =
    process.env;
  const isService = /^https?:/.test(process.env["PULUMI_BACKEND_URL"] ?? "file:");
  if (passphrase !== "" || from !== undefined || isService) return;
  throw new UserError(
    "The token and the key are kept encrypted in the stack, so choose a passphrase first and keep it:\n" +
      "  export PULUMI_CONFIG_PASSPHRASE=…   (or PULUMI_CONFIG_PASSPHRASE_FILE=…)",
  );
}

function pulumi(args: readonly string[], input?: string): string {
  const { error, status, stdout, stderr } = run(args, input);
  if (error !== undefined) throw error;
  if (status !== 0) {
    const command = args.slice(0, 2).join(" ");
    throw new UserError(`pulumi ${command}: ${(stderr || stdout).trim()}`);
  }
  return stdout;
}

function run(args: readonly string[], input = "") {
  return spawnSync("pulumi", [...args, "--non-interactive"], { encoding: "utf8", input });
}
