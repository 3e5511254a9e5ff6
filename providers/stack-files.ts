import { ownStackFiles as own } from "../config/stacks";
import type { OwnedFile } from "./feature-files";

/** Where a guest has a stack's files. */
export function stackFolder(stack: string): string {
  return `/etc/phoenix/stacks/${stack}`;
}

/** A stack's files, without that of its secrets. */
export function stackFiles({
  stack,
  files,
}: {
  readonly stack: string;
  readonly files: Readonly<Record<string, string>>;
}): OwnedFile[] {
  return Object.entries(files).map(([name, content]) => ({
    path: `${stackFolder(stack)}/${name}`,
    content,
    owner: "root:root",
    mode: "0644",
  }));
}

/** Why a value cannot stand in a file of variables, which are in single quotes there; undefined for one that can. */
export function unfitFor(value: string): string | undefined {
  if (/['\n\r\0]/.test(value)) return "must have no single quotes and be one line";
  return value.endsWith("\\") ? "must not end with a backslash" : undefined;
}

/** What an environment says beside its secrets, with the contents of its files. */
export interface StackEnvironment {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly files: readonly {
    readonly destination_in_container: string;
    readonly content: string;
  }[];
  /** Labels by service. */
  readonly services: Readonly<Record<string, { readonly traefik_labels?: readonly string[] }>>;
}

/** A stack's files by their names: its compose file, its variables, and what its services have beside what that says. */
export function stackContents(
  composeFile: string,
  { variables, files, services }: StackEnvironment,
  stack: string,
): Record<string, string> {
  const placed = files.map(({ destination_in_container: target, content }) => {
    return { name: placedName(target), target, content };
  });
  const everyService = {
    // docker compose puts in what stands for the content of all of these files.
    labels: { "phoenix.configuration": "${PHOENIX_CONFIGURATION}" },
    ...(placed.length > 0 && {
      volumes: placed.map(({ name, target }) => {
        const source = `${stackFolder(stack)}/${name}`;
        return { type: "bind", source, target, read_only: true };
      }),
    }),
  };
  const labelled = Object.entries(services)
    .map(
      ([name, { traefik_labels = [] }]) =>
        [name, { labels: traefik_labels.map(asWritten) }] as const,
    )
    .filter(([, { labels }]) => labels.length > 0);
  return {
    [own.compose]: composeFile,
    [own.variables]: variablesFile(variables),
    [own.everyService]: `${JSON.stringify(everyService)}\n`,
    ...(labelled.length > 0 && {
      [own.services]: `${JSON.stringify({ services: Object.fromEntries(labelled) }, undefined, 2)}\n`,
    }),
    ...Object.fromEntries(placed.map(({ name, content }) => [name, content])),
  };
}

/** What docker compose takes for this text: it puts variables in for dollars that stand alone. */
function asWritten(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** What a file is called in the stack's folder that containers have at a path. */
function placedName(path: string): string {
  return path.slice(1).replaceAll("/", "_");
}

/** As docker compose reads it: what is in single quotes is taken as it stands. */
function variablesFile(variables: StackEnvironment["variables"]): string {
  return variables.map(({ name, value }) => `${name}='${value}'\n`).join("");
}
