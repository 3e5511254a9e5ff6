import { z } from "zod";
import { annotation, later, part } from "../fields/field";
import { hostname, key } from "../scalars/names";
import { absolutePath, anyPath } from "../scalars/paths";
import { line, listOf, mapOf, object, text } from "../scalars/text";

const STACKS = "Docker stacks";

const variableName = text("a variable's name", /^[A-Za-z_][A-Za-z0-9_]*$/);

const label = text(
  "a label such as traefik.enable=true",
  /^[A-Za-z0-9][A-Za-z0-9._-]*=[^\u0000-\u001f\u007f-\u009f]*$/,
);

const environment = object({
  variables: later(
    STACKS,
    "Variables of the environment.",
    listOf(
      "variables",
      object({ name: part("Name.", variableName), value: part("Value; no secrets.", line) }),
    ),
  ),
  files: later(
    STACKS,
    "Files put into containers.",
    listOf(
      "files",
      object({
        source: part("File of the project.", anyPath),
        destination_in_container: part("Its place.", absolutePath),
      }),
    ),
  ),
  services: later(
    STACKS,
    "Services by name.",
    mapOf(
      key,
      object({
        traefik_labels: later(STACKS, "Labels for the reverse proxy.", listOf("labels", label)),
      }),
    ),
  ),
});

const stack = object({
  name: later(STACKS, "Name, where it is not the key.", key),
  description: later(STACKS, "What it is for.", line),
  compose_file_path: part("Compose file.", anyPath),
  nginx_proxy: later(
    STACKS,
    "What the gateway publishes.",
    object({ hostname: part("Host name.", hostname) }),
  ),
  environments: later(STACKS, "Environments by name.", mapOf(key, environment)),
});

/** phoenix_stacks_config.json. */
export const stacksDocument = object({
  $schema: annotation("JSON Schema of this file, for editors.", line),
  docker_stacks: later(STACKS, "Stacks by name.", mapOf(key, stack)),
});

export type StacksDocument = z.output<typeof stacksDocument>;
