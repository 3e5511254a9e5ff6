import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import type { Services, Unit } from "./services";
import { setting, transientUnits } from "./services";
import { descriptionOf, listUnitFiles, listUnits, subState } from "./systemctl-list";

/** systemctl(1): units are started as far as their program exists; a oneshot unit is really run. */
export function systemctlProgram(services: Services, reboot?: Program): Program {
  return async (args, io) => {
    const parsed = parseOptions(args, {
      short: "qafln:p:t:H:M:",
      long: [
        "now",
        "quiet",
        "no-pager",
        "all",
        "force",
        "no-block",
        "value",
        "property=",
        "timestamp=",
        "type=",
        "state=",
        "no-legend",
        "plain",
        "full",
        "runtime",
        "system",
        "failed",
        "lines=",
        "no-reload",
        "no-ask-password",
      ],
      unknown: (option) => new ProgramError(`systemctl: unrecognized option '-${option}'`, 1),
    });
    const [verb = "list-units", ...names] = parsed.rest;
    const quiet = parsed.flags.has("q") || parsed.flags.has("quiet");
    const now = parsed.flags.has("now");
    switch (verb) {
      case "is-active":
        return report(
          names,
          quiet,
          (unit) => unit.active,
          (unit) => (unit.active === "active" ? 0 : unit.load === "not-found" ? 4 : 3),
          services,
        );
      case "is-failed":
        return report(
          names,
          quiet,
          (unit) => unit.active,
          (unit) => (unit.active === "failed" ? 0 : 1),
          services,
        );
      case "is-enabled":
        return report(
          names,
          quiet,
          (unit) => (unit.load === "not-found" ? "not-found" : unit.fileState),
          (unit) =>
            unit.load === "not-found" ? 4 : /^(enabled|static|alias)$/.test(unit.fileState) ? 0 : 1,
          services,
        );
      case "start":
        return each(names, io, (name) => start(services, name, io));
      case "restart":
      case "reload-or-restart":
        return each(names, io, (name) => restart(services, name, io));
      case "try-restart":
        return each(names, io, async (name) =>
          services.find(name).active === "active" ? restart(services, name, io) : "",
        );
      case "reload":
        return each(names, io, async (name) => {
          if (services.find(name).active !== "active") {
            throw new ProgramError(`${full(name)} is not active, cannot reload.`, 1);
          }
          return "";
        });
      case "stop":
        return each(names, io, (name) => stop(services, name, io));
      case "enable":
      case "reenable":
        return each(names, io, async (name) => {
          const made = enable(services, name, io);
          return now ? made + (await start(services, name, io)) : made;
        });
      case "disable":
        return each(
          names,
          io,
          async (name) => disable(services, name, io) + (now ? await stop(services, name, io) : ""),
        );
      case "mask":
      case "unmask":
        return each(names, io, async (name) => mask(services, verb, name, now, io));
      case "daemon-reload":
      case "daemon-reexec":
      case "preset":
        return "";
      case "reset-failed":
        return each(names, io, async (name) => resetFailed(services, name));
      case "show":
        return names.length === 0
          ? ""
          : names
              .map((name) =>
                show(
                  services,
                  services.find(name),
                  parsed.values.get("p") ?? parsed.values.get("property"),
                  parsed.flags.has("value"),
                  lastValue(parsed, "timestamp") === "unix",
                ),
              )
              .join("\n");
      case "status":
        return status(services, names);
      case "cat":
        return names
          .map((name) => `# ${services.find(name).path}\n${services.find(name).content}`)
          .join("\n");
      case "reboot":
        return reboot?.(args, io) ?? "";
      case "is-system-running":
        return "running\n";
      case "list-units":
        return listUnits(services, parsed);
      case "list-unit-files":
        return listUnitFiles(services, parsed);
      default:
        throw new ProgramError(`Unknown command verb '${verb}', did you mean 'list-units'?`, 1);
    }
  };
}

function report(
  names: readonly string[],
  quiet: boolean,
  word: (unit: Unit) => string,
  code: (unit: Unit) => number,
  services: Services,
) {
  if (names.length === 0) throw new ProgramError("Too few arguments.", 1);
  const units = names.map((name) => services.find(name));
  const codes = units.map(code);
  const stdout = quiet ? "" : units.map((unit) => `${word(unit)}\n`).join("");
  // One good unit is enough for 0 (systemd 257); otherwise the last one's code counts.
  return { stdout, exitCode: codes.includes(0) ? 0 : (codes.at(-1) ?? 0) };
}

async function each(
  names: readonly string[],
  io: ProgramIo,
  act: (name: string) => Promise<string>,
) {
  if (names.length === 0) throw new ProgramError("Too few arguments.", 1);
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of names) {
    try {
      result.stderr += await act(name);
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      result.stderr += `${error.message}\n`;
      result.exitCode = error.exitCode;
    }
  }
  io.record();
  return result;
}

async function start(
  services: Services,
  name: string,
  io: ProgramIo,
  verb: "start" | "restart" = "start",
): Promise<string> {
  const unit = services.find(name);
  if (unit.load === "not-found") {
    throw new ProgramError(`Failed to ${verb} ${unit.name}: Unit ${unit.name} not found.`, 5);
  }
  if (unit.load === "masked") {
    throw new ProgramError(`Failed to ${verb} ${unit.name}: Unit ${unit.name} is masked.`, 1);
  }
  if (services.findAgain(unit.name)) {
    services.setActive(unit.name, "failed");
    throw new ProgramError(
      `Job for ${unit.name} failed because a timeout was exceeded.\n${adviceFor(unit)}`,
      1,
    );
  }
  if (await isSkipped(unit, io)) {
    services.setActive(unit.name, "inactive");
    return "";
  }
  const oneshot = setting(unit.content, "Type")[0] === "oneshot";
  const before = await execute(commandsOf(unit, "ExecStartPre"), true, io);
  const isReady = before.exitCode === 0;
  const result = isReady ? await execute(commandsOf(unit, "ExecStart"), oneshot, io) : before;
  if (result.exitCode !== 0) {
    services.setActive(unit.name, "failed");
    throw new ProgramError(
      `Job for ${unit.name} failed because the control process exited with error code.\n${adviceFor(unit)}`,
      1,
    );
  }
  const remains = /^(yes|true|on|1)$/.test(setting(unit.content, "RemainAfterExit")[0] ?? "");
  services.setActive(unit.name, oneshot && !remains ? "inactive" : "active");
  services.started(unit.name);
  return "";
}

async function restart(services: Services, name: string, io: ProgramIo): Promise<string> {
  const unit = services.find(name);
  if (unit.active === "active") await execute(commandsOf(unit, "ExecStopPost"), true, io);
  return start(services, name, io, "restart");
}

function resetFailed(services: Services, name: string): string {
  const unit = services.find(name);
  if (unit.load === "not-found") {
    throw new ProgramError(
      `Failed to reset failed state of unit ${unit.name}: Unit ${unit.name} not loaded.`,
      1,
    );
  }
  return "";
}

async function stop(services: Services, name: string, io: ProgramIo): Promise<string> {
  const unit = services.find(name);
  if (unit.load === "not-found") {
    throw new ProgramError(`Failed to stop ${unit.name}: Unit ${unit.name} not loaded.`, 5);
  }
  if (unit.active === "active") await execute(commandsOf(unit, "ExecStopPost"), true, io);
  services.setActive(unit.name, "inactive");
  // Nothing is left of a transient unit once it does not run.
  if (unit.path.startsWith(transientUnits)) {
    io.files.remove(unit.path);
    if (unit.name.endsWith(".timer")) io.files.remove(unit.path.replace(/timer$/, "service"));
  }
  return "";
}

function enable(services: Services, name: string, io: ProgramIo): string {
  const unit = services.find(name);
  if (unit.load === "not-found") {
    throw new ProgramError(`Failed to enable unit: Unit ${unit.name} does not exist`, 1);
  }
  if (unit.load === "masked") {
    throw new ProgramError(`Failed to enable unit: Unit ${unit.path} is masked`, 1);
  }
  const before = unit.active;
  const missing = services.links(unit).filter((link) => !io.files.lstat(link));
  for (const link of missing) {
    io.files.mkdir(link.slice(0, link.lastIndexOf("/")));
    io.files.symlink(unit.path, link);
  }
  // Enabling starts nothing: what was not running stays so until the next boot.
  services.setActive(unit.name, before);
  if (before === "active" && missing.some((link) => services.isKnownElsewhere(link, unit))) {
    services.lose(unit.name);
  }
  return missing.map((link) => `Created symlink '${link}' → '${unit.path}'.\n`).join("");
}

function disable(services: Services, name: string, io: ProgramIo): string {
  const unit = services.find(name);
  if (unit.load === "not-found") {
    throw new ProgramError(`Failed to disable unit: Unit ${unit.name} does not exist`, 1);
  }
  const before = unit.active;
  const present = services.links(unit).filter((link) => io.files.lstat(link));
  for (const link of present) io.files.remove(link);
  services.setActive(unit.name, before);
  return present.map((link) => `Removed '${link}'.\n`).join("");
}

function mask(
  services: Services,
  verb: "mask" | "unmask",
  name: string,
  now: boolean,
  io: ProgramIo,
): string {
  const path = `/etc/systemd/system/${full(name)}`;
  if (verb === "unmask") {
    if (io.files.readlink(path) !== "/dev/null") return "";
    io.files.remove(path);
    return `Removed '${path}'.\n`;
  }
  io.files.remove(path);
  io.files.symlink("/dev/null", path);
  if (now) services.setActive(full(name), "inactive");
  return `Created symlink '${path}' → '/dev/null'.\n`;
}

function show(
  services: Services,
  unit: Unit,
  asked: readonly string[] | undefined,
  valuesOnly: boolean,
  isUnix: boolean,
): string {
  const running = unit.active === "active";
  const properties: Record<string, string> = {
    Type: setting(unit.content, "Type")[0] ?? "simple",
    Restart: setting(unit.content, "Restart")[0] ?? "no",
    MainPID: running && unit.name.endsWith(".service") ? pidOf(unit.name).toString() : "0",
    ExecMainStatus: unit.active === "failed" ? "203" : "0",
    Result: unit.active === "failed" ? "exit-code" : "success",
    Id: unit.name,
    Names: unit.name,
    Description: descriptionOf(unit),
    LoadState: unit.load,
    ActiveState: unit.active,
    SubState: subState(unit),
    ActiveEnterTimestamp: timestamp(services.since(unit), isUnix),
    FragmentPath: unit.path,
    UnitFileState: unit.fileState,
    NeedDaemonReload: "no",
  };
  const names = asked?.flatMap((word) => word.split(","));
  const chosen = Object.entries(properties).filter(([name]) => names?.includes(name) ?? true);
  return chosen.map(([name, value]) => (valuesOnly ? `${value}\n` : `${name}=${value}\n`)).join("");
}

/** Empty for what never happened (systemctl(1), --timestamp). */
function timestamp(ms: number | undefined, isUnix: boolean): string {
  if (ms === undefined) return "";
  if (isUnix) return `@${Math.floor(ms / 1000)}`;
  const [date = "", time = ""] = new Date(ms).toISOString().split(/[T.]/);
  const day = new Date(ms).toUTCString().slice(0, 3);
  return `${day} ${date} ${time} UTC`;
}

function status(services: Services, names: readonly string[]) {
  const result = { stdout: "", stderr: "", exitCode: 0 };
  for (const name of names) {
    const unit = services.find(name);
    if (unit.load === "not-found") {
      result.stderr += `Unit ${unit.name} could not be found.\n`;
      result.exitCode = 4;
      continue;
    }
    const mark = { active: "●", inactive: "○", failed: "×" }[unit.active];
    const sub = { active: "active (running)", inactive: "inactive (dead)", failed: "failed" }[
      unit.active
    ];
    result.stdout += `${mark} ${unit.name} - ${descriptionOf(unit)}\n     Loaded: ${unit.load} (${unit.path}; ${unit.fileState}; preset: enabled)\n     Active: ${sub}\n`;
    if (unit.active !== "active") result.exitCode = 3;
  }
  return result;
}

function adviceFor({ name }: Unit): string {
  return `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`;
}

/** A unit whose condition does not hold is not started, and systemctl says nothing of it. */
async function isSkipped(unit: Unit, io: ProgramIo): Promise<boolean> {
  for (const { line } of commandsOf(unit, "ExecCondition")) {
    if ((await io.shell(line)).exitCode !== 0) return true;
  }
  return false;
}

/** Runs commands up to the first that fails; of those that stay running only the program has to be there. */
async function execute(commands: readonly Command[], ends: boolean, io: ProgramIo) {
  for (const { line, mayFail } of commands) {
    const program = line.split(/\s+/)[0] ?? "";
    const isThere = program === "" || io.files.exists(program);
    const { exitCode } = isThere && ends ? await io.shell(line) : { exitCode: isThere ? 0 : 203 };
    if (exitCode !== 0 && !mayFail) return { exitCode };
  }
  return { exitCode: 0 };
}

type Moment = "ExecCondition" | "ExecStartPre" | "ExecStart" | "ExecStopPost";

interface Command {
  readonly line: string;
  readonly mayFail: boolean;
}

/** What the unit runs, without the prefixes of systemd.service(5). */
function commandsOf(unit: Unit, when: Moment): Command[] {
  const lines = new RegExp(`^\\s*${when}\\s*=(.*)$`, "gm");
  return [...unit.content.matchAll(lines)].map(([, text = ""]) => {
    const prefixes = /^[-@:+!|]*/.exec(text.trim())?.[0] ?? "";
    return { line: text.trim().slice(prefixes.length), mayFail: prefixes.includes("-") };
  });
}

function full(name: string): string {
  return /\.[a-z]+$/.test(name) ? name : `${name}.service`;
}

/** A pid that stays with the service. */
function pidOf(name: string): number {
  return Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 30_000, 7) + 300;
}
