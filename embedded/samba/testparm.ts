import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { globalParameters } from "./global-parameters";
import type { Parameter } from "./parameter-table";
import { shareParameters } from "./share-parameters";
import { loadSmbConf, type LoadedConf, type Section } from "./smb-conf";

const usualFile = "/etc/samba/smb.conf";

/** testparm(1): `-s`, `-v`, `--section-name`, `--parameter-name` and a file. */
export const testparm: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "sv",
    long: ["suppress-prompt", "verbose", "section-name=", "parameter-name="],
  });
  const file = parsed.rest[0] ?? usualFile;
  const conf = loadConf(io, file);
  const stderr = [`Load smb config files from ${file}`, ...conf.messages];
  if (!conf.isValid) return end("", [...stderr, "Error loading services."], 1);
  stderr.push(
    "Loaded services file OK.",
    "Weak crypto is allowed by GnuTLS (e.g. NTLM as a compatibility fallback)",
    "",
  );
  const isVerbose = parsed.flags.has("v") || parsed.flags.has("verbose");
  const wanted = lastValue(parsed, "section-name");
  const parameter = lastValue(parsed, "parameter-name");
  if (wanted === undefined && parameter === undefined) {
    const shown = [printGlobal(conf, isVerbose), ...conf.shares.map((each) => print(conf, each))];
    return end(shown.join("\n\n"), [...stderr, "Server role: ROLE_STANDALONE", ""], 0);
  }
  const section =
    wanted === undefined || wanted === "global"
      ? conf.global
      : conf.shares.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (!section) return end("", [...stderr, `Unknown section ${wanted ?? ""}`], 1);
  if (parameter !== undefined) {
    const value = section.values.get(parameter) ?? section.extra.get(parameter);
    return end(value === undefined ? "" : `${value}\n`, stderr, 0);
  }
  const isGlobal = section === conf.global;
  return end(isGlobal ? printGlobal(conf, isVerbose) : `\n${print(conf, section)}`, stderr, 0);
};

/** What Samba's programs read, `/dev/stdin` included. */
function loadConf(io: ProgramIo, file = usualFile): LoadedConf {
  return loadSmbConf(file, (path) =>
    path === "/dev/stdin"
      ? Buffer.from(io.stdin, "latin1").toString("utf8")
      : io.files.readText(io.path(path)),
  );
}

function end(stdout: string, stderr: readonly string[], exitCode: number) {
  return { stdout, stderr: `${stderr.join("\n")}\n`, exitCode };
}

/** Parameters of the server, parametric ones, and then defaults of shares. */
function printGlobal({ global }: LoadedConf, isVerbose: boolean): string {
  const usual = (parameter: Parameter) => parameter.usual;
  const extra = new Map([["idmap config * : backend", "tdb"], ...global.extra]);
  return (
    "# Global parameters\n[global]\n" +
    rows(global, globalParameters, isVerbose ? () => undefined : usual) +
    [...extra].map(([name, value]) => `\t${name} = ${value}\n`).join("") +
    rows(global, shareParameters, isVerbose ? () => undefined : usual)
  );
}

function print({ global }: LoadedConf, share: Section): string {
  const defaults = ({ name }: Parameter) => (name === "include" ? "" : global.values.get(name));
  const extra = [...share.extra].map(([name, value]) => `\t${name} = ${value}\n`);
  return `[${share.name}]\n${rows(share, shareParameters, defaults)}${extra.join("")}`;
}

/** Every parameter that is not what `usual` says. */
function rows(
  { values }: Section,
  parameters: readonly Parameter[],
  usual: (parameter: Parameter) => string | undefined,
): string {
  return parameters
    .map((parameter) => [parameter, values.get(parameter.name) ?? parameter.usual] as const)
    .filter(([parameter, value]) => value !== usual(parameter))
    .map(([{ name }, value]) => `\t${name} = ${value}\n`)
    .join("");
}
