import { createHash } from "node:crypto";
import { ProgramError, type Files } from "../contract";
import type { ContainerSpec } from "./containers";

/** A project of docker compose, as its file and the environment say. */
export interface Project {
  readonly name: string;
  readonly services: readonly Service[];
}

interface Service {
  readonly name: string;
  readonly container: string;
  /** Of all that it says (com.docker.compose.config-hash). */
  readonly hash: string;
  readonly spec: ContainerSpec;
}

/** Labels by which compose knows what is its own. */
export const labels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  hash: "com.docker.compose.config-hash",
} as const;

/** Reads a compose file in JSON. */
export function readProject(
  files: Files,
  path: string,
  environment: Readonly<Record<string, string>>,
): Project {
  const text = files.readText(path);
  if (text === undefined) throw new ProgramError(`open ${path}: no such file or directory`, 14);
  const document = interpolated(parsed(text, path), environment) as {
    readonly name?: string;
    readonly services?: Readonly<Record<string, Document>>;
  };
  const folder = path.split("/").at(-2) ?? "";
  const name = document.name ?? folder;
  const services = Object.entries(document.services ?? {}).map(([service, said]) =>
    readService(name, service, said, path),
  );
  if (services.length === 0) throw new ProgramError("empty compose file", 14);
  return { name, services };
}

type Document = Readonly<Record<string, unknown>>;

const known = new Set([
  ...["image", "container_name", "restart", "ports", "volumes", "environment", "labels", "command"],
  ...["network_mode", "user", "cap_add", "stop_grace_period"],
]);

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProgramError(`yaml: ${path}: could not find expected ':'`, 15);
  }
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` in all texts; a variable that is not set is empty. */
function interpolated(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") {
    return value.replace(
      /\$\$|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
      (whole: string, braced?: string, fallback?: string, bare?: string) => {
        const name = braced ?? bare;
        if (name === undefined) return whole.slice(1);
        const set = environment[name];
        return set === undefined || set === "" ? (fallback ?? "") : set;
      },
    );
  }
  if (Array.isArray(value)) return value.map((each) => interpolated(each, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, interpolated(each, environment)]),
  );
}

function readService(project: string, name: string, said: Document, path: string): Service {
  const extra = Object.keys(said).find((key) => !known.has(key));
  if (extra !== undefined) {
    const where = `services.${name} additional properties '${extra}' not allowed`;
    throw new ProgramError(`validating ${path}: ${where}`, 15);
  }
  const hash = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  const environment = Object.entries((said["environment"] ?? {}) as Record<string, string>);
  return {
    name,
    container: (said["container_name"] as string | undefined) ?? `${project}-${name}-1`,
    hash,
    spec: {
      Config: {
        Image: said["image"] as string,
        Env: environment.map(([key, value]) => `${key}=${value}`),
        Cmd: (said["command"] ?? []) as string[],
        Labels: {
          ...(said["labels"] as Record<string, string> | undefined),
          [labels.project]: project,
          [labels.service]: name,
          [labels.hash]: hash,
        },
      },
      HostConfig: {
        Binds: ((said["volumes"] ?? []) as Volume[]).map(bindOf),
        NetworkMode: (said["network_mode"] as string | undefined) ?? `${project}_default`,
        PortBindings: portBindings((said["ports"] ?? []) as string[]),
        RestartPolicy: { Name: (said["restart"] as string | undefined) ?? "no" },
      },
    },
  };
}

interface Volume {
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
}

function bindOf({ source, target, read_only = false }: Volume): string {
  return `${source}:${target}:${read_only ? "ro" : "rw"}`;
}

/** Of `[[IP:]PORT:]PORT[/PROTOCOL]`. */
export function portBindings(
  ports: readonly string[],
): ContainerSpec["HostConfig"]["PortBindings"] {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const [, HostIp = "", HostPort = "", inner = "", protocol = "tcp"] =
      /^(?:(?:([\d.]+):)?(\d+):)?(\d+)(?:\/(\w+))?$/.exec(port) ?? [];
    const key = `${inner}/${protocol}`;
    bindings[key] = [...(bindings[key] ?? []), { HostIp, HostPort }];
  }
  return bindings;
}
