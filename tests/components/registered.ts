/** Every resource that was constructed: its kind, name, inputs, what it depends on, and whether it is protected. */
export const registered: string[] = [];

interface Options {
  readonly dependsOn?: unknown;
  readonly protect?: boolean;
}

/** Stands in for Pulumi's component: a name, without an engine to register it with. */
export class Component {
  constructor(
    readonly type: string,
    readonly name: string,
  ) {}

  registerOutputs(): void {
    // Nobody asks for them.
  }
}

/** Stands in for the kinds' classes: what they are made with is written down. */
export function resourceClasses(): object {
  const classes = new Map<string, unknown>();
  const classOf = (kind: string) =>
    class {
      constructor(
        readonly name: string,
        inputs: object,
        options: Options = {},
      ) {
        const needs = [options.dependsOn ?? []]
          .flat()
          .map((need) => (need as { name: string }).name);
        registered.push(JSON.stringify([kind, name, inputs, needs.sort(), options.protect]));
      }
    };
  return new Proxy(
    {},
    {
      get(_, kind: string) {
        if (!classes.has(kind)) classes.set(kind, classOf(kind));
        return classes.get(kind);
      },
    },
  );
}
