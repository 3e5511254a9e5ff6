import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../config/load";
import type { Bag } from "../../providers/lifecycle";
import { lifecycles } from "../../providers/lifecycles";

/** A resource that the program declares. */
export interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly inputs: Bag;
  /** Names of the resources that are made before it, and deleted after it. */
  readonly needs: readonly string[];
}

const prefix = "pulumi-nodejs:dynamic/phoenix:";

/**
 * What index.ts declares for a folder of configuration and a stack. Pulumi registers a resource after everything that
 * it depends on, so this order is one in which they can be made.
 */
export async function declareProgram(
  directory = path.resolve(__dirname, "../../config"),
  stack = "dev",
): Promise<readonly Declared[]> {
  const declared: Omit<Declared, "needs">[] = [];
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
  const needs = noteNeeds();
  const { config } = loadConfig({ directory, stack });
  if (config === undefined) throw new Error(`the inventory in ${directory} does not load`);
  // The components look for Pulumi's monitor when they are loaded.
  const { Hypervisor } = await import("../../components/hypervisor");
  const { makeGuests } = await import("../../components/hierarchy");
  const hypervisor = new Hypervisor("hypervisor", config.hypervisor, { directory, stack });
  makeGuests(config, hypervisor, `phoenix+${stack}`);
  await pulumi.runtime.disconnect();
  const names = new Set(declared.map(({ name }) => name));
  return declared.map((each) => ({
    ...each,
    needs: (needs.get(each.name) ?? []).filter((name) => names.has(name)),
  }));
}

/** By name, what each resource is registered as depending on; the mocks are not told. */
function noteNeeds(): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, readonly string[]>();
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor | undefined;
  if (monitor === undefined) throw new Error("Pulumi has no monitor");
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    const urns = request.getDependenciesList();
    needs.set(
      request.getName(),
      urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2)),
    );
    return register(request, ...rest);
  };
  return needs;
}

/** What is used of the SDK's client of the engine. */
interface Monitor {
  registerResource(request: Registration, ...rest: unknown[]): unknown;
}

interface Registration {
  getName(): string;
  getDependenciesList(): string[];
}

function kindOf(type: string): string {
  const kind = type.toLowerCase();
  if (lifecycles[kind] === undefined) throw new Error(`${type} is no kind of the provider`);
  return kind;
}
