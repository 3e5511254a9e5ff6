import { createHash } from "node:crypto";
import { ProgramError, type Files } from "../contract";
import { volumesFolder, type ContainerSpec } from "./containers";
import { readYaml } from "./yaml";

/** A project of docker compose, as its files and the environment say. */
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

/** Reads compose files, of which later ones add to earlier ones; `named` is what the command line calls the project. */
export async function readProject(
  files: Files,
  paths: readonly string[],
  environment: Readonly<Record<string, string>>,
  named?: string,
): Promise<Project> {
  let name = named;
  const services = new Map<string, Document>();
  for (const path of paths) {
    const text = files.readText(path);
    if (text === undefined) throw new ProgramError(`open ${path}: no such file or directory`, 14);
    const document = interpolated(await readYaml(text, path), environment) as {
      readonly name?: string;
      readonly services?: Readonly<Record<string, Document>>;
    };
    name ??= document.name;
    for (const [service, said] of Object.entries(document.services ?? {})) {
      check(service, said, path);
      services.set(service, merged(services.get(service), said));
    }
  }
  const project = name ?? paths[0]?.split("/").at(-2) ?? "";
  if (services.size === 0) throw new ProgramError("empty compose file", 14);
  const withoutImage = [...services].find(([, said]) => said["image"] === undefined);
  if (withoutImage !== undefined) {
    throw new ProgramError(
      `service "${withoutImage[0]}" has neither an image nor a build context specified: invalid compose project`,
      15,
    );
  }
  return {
    name: project,
    services: [...services].map(([service, said]) => readService(project, service, said)),
  };
}

type Document = Readonly<Record<string, unknown>>;

const known = new Set(
  (
    "image container_name restart ports volumes environment labels command network_mode user cap_add stop_grace_period " +
    "annotations cap_drop configs cpus depends_on deploy devices dns entrypoint env_file expose extra_hosts group_add " +
    "healthcheck hostname init ipc links logging mem_limit networks pid platform privileged profiles pull_policy " +
    "read_only runtime secrets security_opt shm_size stdin_open stop_signal sysctls tmpfs tty ulimits working_dir"
  ).split(" "),
);

function check(name: string, said: Document, path: string): void {
  const extra = Object.keys(said).find((key) => !known.has(key));
  if (extra === undefined) return;
  const where = `services.${name} additional properties '${extra}' not allowed`;
  throw new ProgramError(`validating ${path}: ${where}`, 15);
}

/** Tables and lists are put together, with the short forms of both in their long ones; anything else is replaced. */
function merged(before: Document = {}, said: Document): Document {
  const both = { ...before, ...said };
  return {
    ...both,
    labels: { ...pairs(before["labels"]), ...pairs(said["labels"]) },
    environment: { ...pairs(before["environment"]), ...pairs(said["environment"]) },
    volumes: [...listed(before["volumes"]), ...listed(said["volumes"])],
    ports: [...listed(before["ports"]), ...listed(said["ports"])],
  };
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A table, or a list of `name=value`. */
function pairs(value: unknown): Record<string, string> {
  if (Array.isArray(value)) {
    return Object.fromEntries(
      value.map((each) => {
        const text = String(each);
        const at = text.indexOf("=");
        return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
      }),
    );
  }
  return Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).map(([key, each]) => [
      key,
      String(each),
    ]),
  );
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

function readService(project: string, name: string, said: Document): Service {
  const hash = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  return {
    name,
    container: (said["container_name"] as string | undefined) ?? `${project}-${name}-1`,
    hash,
    spec: {
      Config: {
        Image: said["image"] as string,
        Env: Object.entries(pairs(said["environment"])).map(([key, value]) => `${key}=${value}`),
        Cmd: commandOf(said["command"]),
        Labels: {
          ...pairs(said["labels"]),
          [labels.project]: project,
          [labels.service]: name,
          [labels.hash]: hash,
        },
      },
      HostConfig: {
        Binds: listed(said["volumes"]).map((volume) => bindOf(project, volume as Volume | string)),
        NetworkMode: (said["network_mode"] as string | undefined) ?? `${project}_default`,
        PortBindings: portBindings(listed(said["ports"]).map(String)),
        RestartPolicy: { Name: (said["restart"] as string | undefined) ?? "no" },
      },
    },
  };
}

function commandOf(said: unknown): string[] {
  if (Array.isArray(said)) return said.map(String);
  return typeof said === "string" ? said.split(/\s+/) : [];
}

interface Volume {
  readonly type?: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
}

/** A folder of the guest, or a volume of the project's, which is a folder of the daemon's. */
function bindOf(project: string, volume: Volume | string): string {
  const [from = "", to = "", mode = "rw"] =
    typeof volume === "string"
      ? volume.split(":")
      : [volume.source, volume.target, volume.read_only === true ? "ro" : "rw"];
  const source = /^[/.]/.test(from) ? from : `${volumesFolder}/${project}_${from}/_data`;
  return `${source}:${to}:${mode}`;
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
