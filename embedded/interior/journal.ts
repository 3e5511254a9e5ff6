import { parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import type { Services, Unit } from "./services";
import { descriptionOf } from "./systemctl-list";

/** journalctl(1) of one unit: what systemd itself says of its last start, and of what ended it. */
export function journalctl(services: Services): Program {
  return (args) => {
    const parsed = parseOptions(args, {
      short: "u:n:o:qxe",
      long: ["unit=", "lines=", "output=", "no-pager", "quiet"],
    });
    const [name] = parsed.values.get("u") ?? parsed.values.get("unit") ?? [];
    const [format = "short"] = parsed.values.get("o") ?? parsed.values.get("output") ?? [];
    if (name === undefined || format !== "cat") {
      return failed("journalctl: only -u UNIT -o cat is part of the embedded host");
    }
    const [count = "10"] = parsed.values.get("n") ?? parsed.values.get("lines") ?? [];
    const lines = entriesOf(services.find(name)).slice(-Number(count));
    if (lines.length > 0) return `${lines.join("\n")}\n`;
    return parsed.flags.has("q") || parsed.flags.has("quiet") ? "" : "-- No entries --\n";
  };
}

function entriesOf(unit: Unit): string[] {
  const title = `${unit.name} - ${descriptionOf(unit)}`;
  if (unit.load === "not-found") return [];
  if (unit.active === "active") return [`Starting ${title}...`, `Started ${title}.`];
  if (unit.active === "inactive") return [`Stopping ${title}...`, `Stopped ${title}.`];
  return [
    `Starting ${title}...`,
    `${unit.name}: Main process exited, code=exited, status=203/EXEC`,
    `${unit.name}: Failed with result 'exit-code'.`,
    `Failed to start ${title}.`,
  ];
}
