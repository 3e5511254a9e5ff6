import { z } from "zod";
import { annotation, applied, later, part } from "../fields/field";
import { hostname, key } from "../scalars/names";
import { absolutePath, anyPath } from "../scalars/paths";
import { line, listOf, mapOf, object, text } from "../scalars/text";

const variableName = text("a variable's name", /^[A-Za-z_][A-Za-z0-9_]*$/);

const variableValue = text(
  "text on one line without single quotes, and no backslash at its end",
  /^(?!.*\\$)[^'\u0000-\u001f\u007f-\u009f]*$/,
);

const label = text(
  "a label such as traefik.enable=true",
  /^[A-Za-z0-9][A-Za-z0-9._-]*=[^\u0000-\u001f\u007f-\u009f]*$/,
);

const secretName = text(
  "a name in phoenix:guestSecrets (letters, digits, _, - or .)",
  /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
);

const environment = object({
  variables: applied(
    "Variables that the compose file may use.",
    listOf(
      "variables",
      object({
        name: part("Name.", variableName),
        value: part("Value; no secrets.", variableValue),
      }),
    ),
  ),
  secrets: applied(
    "Variables whose values are secrets, by their names: the values here are names in the stack's phoenix:guestSecrets.",
    mapOf(variableName, secretName),
  ),
  files: applied(
    "Files that all of its containers read.",
    listOf(
      "files",
      object({
        source: part("File, relative to the configuration's folder.", anyPath),
        destination_in_container: part("Its place.", absolutePath),
      }),
    ),
  ),
  services: applied(
    "Services of the compose file, by name.",
    mapOf(
      key,
      object({
        traefik_labels: applied("Labels for the reverse proxy.", listOf("labels", label)),
      }),
    ),
  ),
});

const stack = object({
  name: applied(
    "Name of its project of docker compose, where it is not the key.",
    text("a project's name of docker compose", /^[a-z0-9][a-z0-9_-]{0,62}$/),
  ),
  description: annotation("What it is for.", line),
  compose_file_path: part("Compose file, relative to the configuration's folder.", anyPath),
  nginx_proxy: later(
    "reverse proxy",
    "What the gateway publishes.",
    object({ hostname: part("Host name.", hostname) }),
  ),
  environments: applied("Environments by name.", mapOf(key, environment)),
});

/** phoenix_stacks_config.json. */
export const stacksDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  docker_stacks: applied("Stacks by name.", mapOf(key, stack)),
});

export type StacksDocument = z.output<typeof stacksDocument>;
