import type { ContainerDocument } from "../documents/container";
import type { Path } from "../diagnostics";
import type { Report } from "../report";
import type { CheckKind, HealthCheckConfig } from "../types";

type Document = Pick<ContainerDocument, "health_check" | "health_checks">;
type CheckDocument = NonNullable<Document["health_checks"]>[number];

/** A guest's checks in canonical form; one that says none or several of its kinds is told, and left out. */
export function normaliseHealth(
  { health_check, health_checks = [] }: Document,
  path: Path,
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
  const names = new Set<string>();
  return all.flatMap(({ check, at }) => {
    const given = kindsOf(check);
    const [kind] = given;
    if (kind === undefined || given.length > 1) {
      const says = given.length === 0 ? "says nothing to check" : "says several things to check";
      report.error("lxc", at, "health-kind", `${says}: give one of ${checkKinds.join(", ")}`);
      return [];
    }
    const name = check.name ?? nameOf(check, kind);
    if (names.has(name)) {
      const message = `is called ${JSON.stringify(name)}, as is another check of this container`;
      report.error("lxc", at, "duplicate-name", message);
      return [];
    }
    names.add(name);
    const { retries = 3, interval = 5, timeout = 5 } = check;
    const attempts = Math.max(1, retries);
    return [{ name, attempts, interval, timeout, ...contentOf(check, kind) }];
  });
}

const checkKinds = ["command", "script", "http", "tcp", "unit", "gpus"] as const;

type Kind = (typeof checkKinds)[number];

function kindsOf(check: CheckDocument): Kind[] {
  return checkKinds.filter((kind) => check[kind] !== undefined);
}

function nameOf(check: CheckDocument, kind: Kind): string {
  return `${kind} ${String(check[kind])}`.slice(0, 80);
}

function contentOf(check: CheckDocument, kind: Kind): CheckKind {
  const { command = "", script = "", args = [], http = "", tcp = 0, unit = "", gpus = 0 } = check;
  const contents: Readonly<Record<Kind, CheckKind>> = {
    command: { command: command.split(/\s+/).filter((word) => word !== "") },
    script: { script, args },
    http: { http },
    tcp: { tcp },
    unit: { unit },
    gpus: { gpus },
  };
  return contents[kind];
}
