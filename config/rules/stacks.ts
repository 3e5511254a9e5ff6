import { isLayer, shouldRun } from "../layers";
import { suggestion } from "../nearest";
import { ownStackFiles, projectOf } from "../stacks";
import type { StackConfig } from "../types";
import type { Rule, RuleContext } from "./context";
import { featuredGuests, type FeaturedGuest } from "./featured-guests";

/** What Docker stacks need, and the guests that have them. */
export const stackRules: Rule[] = [references, guests, contents];

function references(context: RuleContext): void {
  const declared = context.declaration.stacks;
  for (const guest of featuredGuests(context)) {
    const projects = new Set<string>();
    for (const [index, { name, environment }] of guest.stacks.entries()) {
      if (!declared) return context.skip("no stacks file is given", "stack-unknown");
      const { kind, path } = guest.at("docker_stacks", index);
      const stack = declared.find(({ key }) => key === name);
      if (!stack) {
        const names = declared.map(({ key }) => key);
        const message = `stack ${name} is not declared${suggestion(name, names)}`;
        context.report.error(kind, path, "stack-unknown", message);
        continue;
      }
      if (stack.environments && !Object.hasOwn(stack.environments, environment)) {
        const hint = suggestion(environment, Object.keys(stack.environments));
        const message = `stack ${name} has no environment ${environment}${hint}`;
        context.report.error(kind, path, "stack-unknown", message);
      }
      const project = projectOf(stack);
      if (projects.has(project)) {
        const message = `the project ${project} runs in this ${guest.noun} already; give one of them a name`;
        context.report.error(kind, path, "stack-twice", message);
      }
      projects.add(project);
    }
  }
}

/** Docker has to be there, and the guest has to run. */
function guests(context: RuleContext): void {
  for (const guest of featuredGuests(context)) {
    if (guest.stacks.length === 0) continue;
    const why = unfit(guest);
    if (why === undefined) continue;
    const { kind, path } = guest.at("docker_stacks");
    context.report.error(kind, path, "stack-guest", why);
  }
}

function unfit({ chain, features, config, noun }: FeaturedGuest): string | undefined {
  if (!(chain ?? features).includes("docker")) return "needs docker among the features";
  if (isLayer(config))
    return `is for guests that run; this ${noun} is a layer that others are cloned from`;
  return shouldRun(config) ? undefined : `is for guests that run; this ${noun} does not`;
}

const ownNames = Object.values(ownStackFiles).map((name) => `/${name}`);

/** What is said twice, of which one would be lost; and a name that docker compose does not take. */
function contents({ declaration, report }: RuleContext): void {
  for (const stack of declaration.stacks ?? []) {
    const path = ["docker_stacks", stack.key];
    const project = projectOf(stack);
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(project)) {
      const message = `${project} is no name of a project of docker compose (lower-case letters, digits, _ and -); give it a name`;
      report.error("stacks", path, "stack-name", message);
    }
    for (const [name, environment] of Object.entries(stack.environments ?? {})) {
      for (const [field, twice] of doubles(environment)) {
        const message = `${twice} is there twice`;
        report.error("stacks", [...path, "environments", name, field], "stack-twice", message);
      }
      for (const { destination_in_container: place } of environment.files ?? []) {
        if (isPlaceOfFile(place)) continue;
        const message = `${place} cannot be the place of a file: write letters, digits and . _ - between slashes, and none of ${ownNames.join(", ")}, which are the stack's own`;
        report.error("stacks", [...path, "environments", name, "files"], "stack-place", message);
      }
    }
  }
}

function isPlaceOfFile(place: string): boolean {
  const isPlain = /^\/[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.-]+)*$/.test(place);
  return isPlain && !ownNames.includes(place);
}

type Environment = NonNullable<StackConfig["environments"]>[string];

function doubles({ variables = [], secrets = {}, files = [] }: Environment): [string, string][] {
  const names = [...variables.map(({ name }) => name), ...Object.keys(secrets)];
  const places = files.map(({ destination_in_container: path }) => path.replaceAll("/", "_"));
  return [
    ...repeated(names).map((name): [string, string] => ["variables", name]),
    ...repeated(places).map((name): [string, string] => ["files", name]),
  ];
}

function repeated(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, at) => words.indexOf(word) !== at))];
}
