import * as pulumi from "@pulumi/pulumi";
import { projectOf } from "../config/stacks";
import type { StackConfig } from "../config/types";
import { Stack } from "../providers/resources";
import { stackContents } from "../providers/stack-files";
import { stackSpec, type StackSpec } from "../providers/stack";
import { readSource } from "./node/source";

interface Reference {
  readonly name: string;
  readonly environment: string;
}

/** The stacks that a guest names, with the contents of their files. */
export function stacksOf(
  guest: Pick<StackSpec, "owner" | "type" | "vmid">,
  references: readonly Reference[],
  declared: readonly StackConfig[],
  directory: string,
): StackSpec[] {
  return references.flatMap(({ name, environment }): StackSpec[] => {
    const config = declared.find(({ key }) => key === name);
    if (config === undefined) return [];
    const whose = `the Docker stack ${name}`;
    const project = projectOf(config);
    const {
      variables = [],
      files = [],
      services = {},
      secrets = {},
    } = config.environments?.[environment] ?? {};
    const contents = stackContents(
      readSource(directory, whose, config.compose_file_path),
      {
        variables,
        files: files.map(({ source, destination_in_container }) => ({
          destination_in_container,
          content: readSource(directory, whose, source),
        })),
        services,
      },
      project,
    );
    return [stackSpec(guest, project, contents, secrets)];
  });
}

/** One after the other, since one may stand on what another one has started. */
export function declareStacks(
  name: string,
  stacks: readonly StackSpec[],
  needs: readonly pulumi.Resource[],
  guest: pulumi.Resource,
  parent: pulumi.Resource,
): Stack[] {
  const made: Stack[] = [];
  for (const spec of stacks) {
    const dependsOn = [...needs, ...made.slice(-1)];
    // What a guest holds goes with it.
    const options = { parent, dependsOn, deletedWith: guest };
    made.push(new Stack(`${name}-stack-${spec.stack}`, spec, options));
  }
  return made;
}
