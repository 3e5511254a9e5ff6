import type { ContainerDocument } from "../documents/container";
import type { Path } from "../diagnostics";
import type { Origin } from "../origin";
import type { Report } from "../report";
import type { CheckKind, HealthCheckConfig } from "../types";

type Document = Pick<ContainerDocument, "health_check" | "health_checks">;
type CheckDocument = NonNullable<Document["health_checks"]>[number];

/** A guest's checks in canonical form; one that says none or several of its kinds is told, and left out. */
export function normaliseHealth(
  { health_check, health_checks = [] }: Document,
  { kind, path }: Origin,
  report: Report,
): HealthCheckConfig[] {
  const listed = health_checks.map((check, index) => ({
    check,
    at: [...path, "health_checks", index],
  }));
  const all: { check: CheckDocument; at: Path }[] = [
    ...(health_check === undefined ? [] : [{ check: health_check, at: [...path, "health_check"] }]),
    ...listed,
  ];
  const noun = kind === "lxc" ? "container" : "VM";
  const names = new Set<string>();
  return all.flatMap(({ check, at }) => {
    const [content, other] = contentsOf(check);
    if (content === undefined || other !== undefined) {
      const says = content === undefined ? "nothing" : "several things";
      const message = `says ${says} to check: give one of ${checkKinds.join(", ")}`;
      report.error(kind, at, "health-kind", message);
      return [];
    }
    const name = check.name ?? nameOf(check);
    if (names.has(name)) {
      const message = `is called ${JSON.stringify(name)}, as is another check of this ${noun}`;
      report.error(kind, at, "duplicate-name", message);
      return [];
    }
    names.add(name);
    const { retries = 3, interval = 5, timeout = 5 } = check;
    const attempts = Math.max(1, retries);
    return [{ name, attempts, interval, timeout, ...content }];
  });
}

const checkKinds = ["command", "script", "http", "tcp", "unit", "gpus"] as const;

function nameOf(check: CheckDocument): string {
  const kind = checkKinds.find((each) => check[each] !== undefined);
  return kind === undefined ? "" : `${kind} ${String(check[kind])}`.slice(0, 80);
}

/** Everything that a check says, of which one is right. */
function contentsOf(check: CheckDocument): CheckKind[] {
  const { command, script, args = [], http, tcp, unit, gpus } = check;
  return [
    ...(command === undefined ? [] : [{ command: command.split(/\s+/).filter(Boolean) }]),
    ...(script === undefined ? [] : [{ script, args }]),
    ...(http === undefined ? [] : [{ http }]),
    ...(tcp === undefined ? [] : [{ tcp }]),
    ...(unit === undefined ? [] : [{ unit }]),
    ...(gpus === undefined ? [] : [{ gpus }]),
  ];
}
