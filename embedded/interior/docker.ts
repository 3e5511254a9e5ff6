import { compose } from "../docker/compose";
import { portBindings } from "../docker/compose-file";
import { Containers, type ContainerRecord } from "../docker/containers";
import { fillTemplate } from "../docker/go-template";
import { imagesIn, pull } from "../docker/images";
import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { Program, ProgramIo } from "../shell/program";
import { failed } from "../shell/program";
import type { Services } from "./services";
import { upstream } from "./versions";

/** docker(1): containers and the plugin for compose files. What is in an image does not run here. */
export function docker(services: Services): Program {
  return async (args, io) => {
    const [command = "", ...rest] = args;
    if (command === "--version" || command === "-v") return version(io);
    const record = (what: string) => io.record(what);
    const containers = new Containers(io.files, record);
    const found = plugins
      .map((folder) => `${folder}/docker-${command}`)
      .find((path) => io.files.exists(path));
    if (found !== undefined && (command !== "compose" || rest[0] === "version")) {
      return io.spawn([found, command, ...rest], { stdin: io.stdin });
    }
    const act = commands[command];
    if (act === undefined && found === undefined) {
      return failed(
        `docker: unknown command: docker ${command}\n\nRun 'docker --help' for more information`,
      );
    }
    if (services.find("docker").active !== "active") {
      throw new ProgramError(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        1,
      );
    }
    return act === undefined ? compose(rest, io, containers) : act(rest, io, containers);
  };
}

/** Where the client looks for plugins (cli-plugins/manager of docker/cli). */
const plugins = ["/usr/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins"];

type Command = (
  args: readonly string[],
  io: ProgramIo,
  containers: Containers,
) => ReturnType<Program>;

const commands: Readonly<Record<string, Command | undefined>> = {
  inspect,
  ps,
  info: () => "Client:\n Context:    default\n",
  network,
  run,
  pull(args, io) {
    for (const image of args) pull(io.files, image, (what) => io.record(what));
    return args.map((image) => `${image}\n`).join("");
  },
  images: (_args, io) =>
    imagesIn(io.files)
      .map((image) => `${image}\n`)
      .join(""),
  start: each((containers, found) => containers.start(found)),
  restart: each((containers, found) => containers.start(found)),
  stop: each((containers, found) => containers.stop(found)),
  kill: each((containers, found) => containers.stop(found)),
  pause: each((containers, found) => containers.pause(found, true)),
  unpause: each((containers, found) => containers.pause(found, false)),
  rm: each((containers, found, { has }) => {
    if (found.State.Running && !has("f")) {
      const name = found.Name.slice(1);
      throw new ProgramError(
        `Error response from daemon: cannot remove container "${name}": container is running: stop the container before removing or force remove`,
        1,
      );
    }
    containers.remove(found);
  }),
};

async function version(io: ProgramIo): Promise<string> {
  const { stdout } = await io.spawn([
    ...["dpkg-query", "-W", "-f", "${Version}\\n"],
    ...["docker-ce-cli", "docker-cli", "docker.io"],
  ]);
  const [first = ""] = stdout.split("\n");
  return `Docker version ${upstream(first)}, build 0000000\n`;
}

function inspect(args: readonly string[], _io: ProgramIo, containers: Containers) {
  const parsed = parseOptions(args, { short: "f:s", long: ["format=", "type=", "size"] });
  const format = lastValue(parsed, "f") ?? lastValue(parsed, "format");
  const found = parsed.rest.flatMap((word) => containers.find(word) ?? []);
  const missing = parsed.rest.filter((word) => containers.find(word) === undefined);
  const kind = lastValue(parsed, "type") ?? "object";
  return {
    stdout:
      format === undefined
        ? `${JSON.stringify(found, undefined, 4)}\n`
        : found.map((container) => `${fillTemplate(format, asGoNames(container))}\n`).join(""),
    stderr: missing.map((word) => `error: no such ${kind}: ${word}\n`).join(""),
    exitCode: missing.length > 0 ? 1 : 0,
  };
}

/** A template sees the members by their names in Go, of which one is another than in JSON (nat.PortBinding of docker). */
function asGoNames({ HostConfig, ...container }: ContainerRecord): object {
  const bindings = Object.entries(HostConfig.PortBindings).map(([port, bound]) => [
    port,
    bound.map(({ HostIp: HostIP, HostPort }) => ({ HostIP, HostPort })),
  ]);
  const PortBindings = Object.fromEntries(bindings) as object;
  return { ...container, HostConfig: { ...HostConfig, PortBindings } };
}

function ps(args: readonly string[], _io: ProgramIo, containers: Containers): string {
  const parsed = parseOptions(args, {
    short: "aqf:n:",
    long: ["all", "quiet", "filter=", "format="],
  });
  const isAll = parsed.flags.has("a") || parsed.flags.has("all");
  const filters = [...(parsed.values.get("f") ?? []), ...(parsed.values.get("filter") ?? [])];
  const shown = containers
    .all()
    .filter(({ State }) => isAll || State.Running)
    .filter(({ Config }) => filters.every((filter) => isMet(filter, Config.Labels)));
  if (parsed.flags.has("q")) return shown.map(({ Id }) => `${Id.slice(0, 12)}\n`).join("");
  const format = lastValue(parsed, "format");
  const rows = shown.map((container) => ({
    ID: container.Id.slice(0, 12),
    Image: container.Config.Image,
    Names: container.Name.slice(1),
    Status: container.State.Running ? "Up 1 second" : "Exited (0) 1 second ago",
  }));
  if (format !== undefined) return rows.map((row) => `${fillTemplate(format, row)}\n`).join("");
  const lines = [{ ID: "CONTAINER ID", Image: "IMAGE", Status: "STATUS", Names: "NAMES" }, ...rows];
  return lines
    .map(({ ID, Image, Status, Names }) => `${ID}   ${Image}   ${Status}   ${Names}\n`)
    .join("");
}

/** `label=NAME` or `label=NAME=VALUE`. */
function isMet(filter: string, labels: Readonly<Record<string, string>>): boolean {
  const [, name, value] = /^label=([^=]+)(?:=(.*))?$/.exec(filter) ?? [];
  if (name === undefined) throw new ProgramError(`invalid filter '${filter}'`, 1);
  return value === undefined ? labels[name] !== undefined : labels[name] === value;
}

/** `docker network ls`: a project's is there as long as a container of it is. */
function network(args: readonly string[], _io: ProgramIo, containers: Containers): string {
  const [verb, ...rest] = args;
  const parsed = parseOptions(rest, { short: "qf:", long: ["quiet", "filter="] });
  const filters = [...(parsed.values.get("f") ?? []), ...(parsed.values.get("filter") ?? [])];
  if (verb !== "ls")
    throw new ProgramError(`unknown docker command: "docker network ${verb ?? ""}"`, 1);
  const names = containers
    .all()
    .filter(({ Config }) => filters.every((filter) => isMet(filter, Config.Labels)))
    .map(({ HostConfig }) => HostConfig.NetworkMode)
    .filter((name) => name.endsWith("_default"));
  return [...new Set(names)].map((name) => `${name}\n`).join("");
}

function run(args: readonly string[], io: ProgramIo, containers: Containers): string {
  const parsed = parseOptions(args, {
    short: "dp:v:e:l:",
    long: ["detach", "name=", "publish=", "volume=", "restart=", "env=", "label=", "network="],
    strict: true,
  });
  const [image = "", ...Cmd] = parsed.rest;
  const many = (...names: string[]) => names.flatMap((name) => parsed.values.get(name) ?? []);
  pull(io.files, image, (what) => io.record(what));
  const labels = many("l", "label").map((word) => word.split("=") as [string, string]);
  const made = containers.create(lastValue(parsed, "name") ?? "quirky_curie", {
    Config: { Image: image, Env: many("e", "env"), Cmd, Labels: Object.fromEntries(labels) },
    HostConfig: {
      Binds: many("v", "volume").filter((bind) => bind.startsWith("/")),
      NetworkMode: lastValue(parsed, "network") ?? "bridge",
      PortBindings: portBindings(many("p", "publish")),
      RestartPolicy: { Name: lastValue(parsed, "restart") ?? "no" },
    },
  });
  containers.start(made);
  return `${made.Id}\n`;
}

/** A command on containers, which prints the names of those that it has found. */
function each(
  act: (
    containers: Containers,
    found: ContainerRecord,
    options: { readonly has: (flag: string) => boolean },
  ) => void,
): Command {
  return (args, _io, containers) => {
    const { flags, rest } = parseOptions(args, { short: "ft:s:v", long: ["force", "time="] });
    const has = (flag: string) => flags.has(flag) || (flag === "f" && flags.has("force"));
    for (const word of rest) {
      const found = containers.find(word);
      if (found === undefined) {
        throw new ProgramError(`Error response from daemon: No such container: ${word}`, 1);
      }
      act(containers, found, { has });
    }
    return rest.map((word) => `${word}\n`).join("");
  };
}
