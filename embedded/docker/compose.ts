import type { ExecResult } from "../contract";
import { ProgramError } from "../contract";
import { lastValue, parseOptions } from "../shell/options";
import type { ProgramIo } from "../shell/program";
import { labels, readProject, type Project } from "./compose-file";
import { readEnvironment } from "./environment-file";
import type { ContainerRecord, Containers } from "./containers";
import { pull } from "./images";

/** docker-compose(1) as a plugin: up, down, stop, start, restart, ps and config of one project. */
export async function compose(
  args: readonly string[],
  io: ProgramIo,
  containers: Containers,
): Promise<Partial<ExecResult> | string> {
  const before = parseOptions(args, {
    short: "f:p:",
    long: ["file=", "project-name=", "progress=", "ansi=", "project-directory=", "env-file="],
    strict: true,
  });
  const [verb = "", ...rest] = before.rest;
  const many = (...options: string[]) => options.flatMap((name) => before.values.get(name) ?? []);
  const paths = many("f", "file").map((path) => io.path(path));
  const variables = many("env-file").map((path) => {
    const text = io.files.readText(io.path(path));
    if (text === undefined) throw new ProgramError(`couldn't find env file: ${path}`, 14);
    return readEnvironment(text);
  });
  // What the shell has goes before what files say.
  const environment = { ...(Object.assign({}, ...variables) as object), ...io.env };
  const named = lastValue(before, "p") ?? lastValue(before, "project-name");
  const project =
    paths.length === 0 && named !== undefined && verb !== "up" && verb !== "config"
      ? { name: named, services: [] }
      : await readProject(
          io.files,
          paths.length > 0 ? paths : [io.path("compose.yaml")],
          environment,
          named,
        );
  const options = parseOptions(rest, {
    short: "dqt:av",
    long: [
      ...["detach", "wait", "wait-timeout=", "remove-orphans", "quiet", "quiet-pull", "all"],
      ...["force-recreate", "timeout=", "volumes", "services", "pull="],
    ],
    unknown: (option) => new ProgramError(`unknown flag: ${option}`, 1),
  });
  const { rest: names } = options;
  const own = () =>
    containers
      .all()
      .filter(({ Config }) => Config.Labels[labels.project] === project.name)
      .filter(({ Config }) => {
        return names.length === 0 || names.includes(Config.Labels[labels.service] ?? "");
      });
  const lines: string[] = [];
  const say = (name: string, what: string) => lines.push(` Container ${name}  ${what}\n`);
  switch (verb) {
    case "up":
      up(project, io, containers, own(), say);
      break;
    case "config":
      if (options.flags.has("services")) {
        return project.services.map(({ name }) => `${name}\n`).join("");
      }
      return rest.includes("-q") || rest.includes("--quiet")
        ? ""
        : `${JSON.stringify(project.services, undefined, 2)}\n`;
    case "ps":
      return own()
        .map(({ Name, State }) => `${Name.slice(1)}   ${State.Status}\n`)
        .join("");
    case "down":
    case "stop":
      for (const container of own()) {
        containers.stop(container);
        say(container.Name.slice(1), "Stopped");
        if (verb === "down") containers.remove(container);
      }
      break;
    case "unpause":
      for (const container of own()) {
        containers.pause(container, false);
        say(container.Name.slice(1), "Unpaused");
      }
      break;
    case "start":
    case "restart":
      for (const container of own()) {
        containers.start(container);
        say(container.Name.slice(1), "Started");
      }
      break;
    default:
      throw new ProgramError(`unknown docker command: "compose ${verb}"`, 1);
  }
  return { stderr: lines.join("") };
}

/** Makes what is missing, makes anew what its file says otherwise, and starts what stands still. */
function up(
  { name: project, services }: Project,
  io: ProgramIo,
  containers: Containers,
  own: readonly ContainerRecord[],
  say: (name: string, what: string) => void,
): void {
  const record = (what: string) => io.record(what);
  for (const { name, container, hash, spec } of services) {
    pull(io.files, spec.Config.Image, record);
    const [found, ...more] = own.filter(({ Config }) => Config.Labels[labels.service] === name);
    for (const extra of more) containers.remove(extra);
    if (found?.State.Paused === true) {
      throw new ProgramError(
        "Error response from daemon: cannot start a paused container, try unpause instead",
        1,
      );
    }
    if (found !== undefined && found.Config.Labels[labels.hash] !== hash) {
      containers.stop(found);
      containers.remove(found);
      say(container, "Recreated");
    } else if (found !== undefined) {
      if (!found.State.Running) containers.start(found);
      say(container, "Running");
      continue;
    }
    containers.start(containers.create(container, spec));
    say(container, "Started");
  }
  const orphans = own.filter(({ Config }) => {
    return !services.some(({ name }) => name === Config.Labels[labels.service]);
  });
  for (const orphan of orphans) {
    if (orphan.Config.Labels[labels.project] === project) containers.remove(orphan);
  }
}
