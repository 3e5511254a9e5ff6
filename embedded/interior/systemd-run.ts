import type { ExecResult } from "../contract";
import { ProgramError } from "../contract";
import type { Clock } from "../node/clock";
import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { quoteWords } from "../shell/quote";
import type { Services } from "./services";
import { transientUnits } from "./services";

/**
 * systemd-run(1) with `--on-active=TIME`: a timer that starts a service once. Without it the command is started at
 * once and not waited for.
 */
export function systemdRun(machine: {
  readonly services: () => Services;
  readonly clock: Clock;
  readonly spawn: (argv: readonly string[]) => Promise<ExecResult>;
}): Program {
  return (args, io) => {
    const parsed = parseOptions(args, {
      short: "p:qGu:",
      long: [
        ...["unit=", "on-active=", "timer-property=", "property=", "description=", "collect"],
        ...["quiet", "no-block", "system"],
      ],
      strict: true,
      unknown: (option) => new ProgramError(`systemd-run: unrecognized option '--${option}'`, 1),
    });
    if (parsed.rest.length === 0) {
      throw new ProgramError("Command line to execute required.", 1);
    }
    const unit = lastValue(parsed, "unit") ?? lastValue(parsed, "u") ?? "run-u100";
    const services = machine.services();
    const delay = lastValue(parsed, "on-active");
    const [timer, service] = [`${unit}.timer`, `${unit}.service`];
    for (const name of delay === undefined ? [service] : [timer, service]) {
      if (!io.files.exists(`${transientUnits}/${name}`)) continue;
      throw new ProgramError(
        `Failed to start transient ${delay === undefined ? "service" : "timer"} unit: Unit ${name} was already loaded or has a fragment file.`,
        1,
      );
    }
    const text = `# This is a transient unit file, created programmatically via the systemd API. Do not edit.\n`;
    const description = lastValue(parsed, "description") ?? parsed.rest.join(" ");
    const body = `${text}[Unit]\nDescription=${description}\n`;
    io.files.write(
      `${transientUnits}/${service}`,
      `${body}\n[Service]\nExecStart=${quoteWords(parsed.rest)}\n`,
    );
    const run = async (): Promise<void> => {
      services.setActive(service, "active");
      const { exitCode } = await machine.spawn(parsed.rest);
      services.setActive(service, exitCode === 0 ? "inactive" : "failed");
      io.files.remove(`${transientUnits}/${service}`);
    };
    io.record();
    if (delay === undefined) {
      void run();
    } else {
      // The unit is known by its file: a timer that was stopped, or stopped and made anew, does nothing.
      io.files.write(
        `${transientUnits}/${timer}`,
        `${body}\n[Timer]\nOnActiveSec=${delay}\nRemainAfterElapse=no\n# ${Math.random()}\n`,
      );
      const made = io.files.readText(`${transientUnits}/${timer}`);
      services.setActive(timer, "active");
      machine.clock.alarm(seconds(delay) * 1000, () => {
        if (io.files.readText(`${transientUnits}/${timer}`) !== made) return;
        io.files.remove(`${transientUnits}/${timer}`);
        services.setActive(timer, "inactive");
        void run();
      });
    }
    const quiet = parsed.flags.has("quiet") || parsed.flags.has("q");
    const told =
      delay === undefined
        ? `Running as unit: ${service}\n`
        : `Running timer as unit: ${timer}\nWill run service as unit: ${service}\n`;
    return { stderr: quiet ? "" : told };
  };
}

/** A time span of systemd.time(7): seconds where no unit stands. */
function seconds(span: string): number {
  const units: Readonly<Record<string, number>> = {
    ms: 0.001,
    s: 1,
    sec: 1,
    min: 60,
    m: 60,
    h: 3600,
  };
  const parts = [...span.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  if (parts.length === 0) throw new ProgramError(`Failed to parse timer value: ${span}`, 1);
  return parts.reduce((sum, [, value, unit = ""]) => sum + Number(value) * (units[unit] ?? 1), 0);
}
