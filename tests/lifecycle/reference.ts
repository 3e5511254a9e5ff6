import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../config/load";
import type { Bag } from "../../providers/lifecycle";
import { lifecycles } from "../../providers/lifecycles";
import { Resource, type World } from "./world";

/** A resource that the program declares. */
export interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly inputs: Bag;
}

const prefix = "pulumi-nodejs:dynamic/phoenix:";

/**
 * What the components declare for the reference inventory of the stack `dev`. Pulumi registers a resource after
 * everything that it depends on, so this order is one in which they can be made.
 */
export async function declareReference(): Promise<readonly Declared[]> {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      if (type.startsWith(prefix)) {
        const { __provider, ...rest } = inputs as Record<string, never>;
        declared.push({ kind: kindOf(type.slice(prefix.length)), name, inputs: rest });
      }
      return { id: name, state: inputs as Record<string, unknown> };
    },
    call: () => ({}),
  });
  const directory = path.resolve(__dirname, "../../config");
  const { config } = loadConfig({ directory, stack: "dev" });
  if (config === undefined) throw new Error("the reference inventory does not load");
  // The components look for Pulumi's monitor when they are loaded.
  const { Hypervisor } = await import("../../components/hypervisor");
  const { makeGuests } = await import("../../components/hierarchy");
  const hypervisor = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  makeGuests(config, hypervisor, "phoenix+dev");
  await pulumi.runtime.disconnect();
  return declared;
}

/** The same as resources of a world, in the same order. */
export function resourcesOf(world: World, declared: readonly Declared[]): Resource[] {
  return declared.map(({ kind, inputs }) => new Resource(world, kind, inputs));
}

function kindOf(type: string): string {
  const kind = type.toLowerCase();
  if (lifecycles[kind] === undefined) throw new Error(`${type} is no kind of the provider`);
  return kind;
}
