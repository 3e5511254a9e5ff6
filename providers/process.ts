import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../host/errors";
import { openHost, type Host } from "../host/host";
import { withSecrets } from "../host/secret-references";
import { readSecrets } from "../host/secrets";
import { readSettings } from "../host/settings";
import { declaredNames } from "./declared-names";
import { inspectScripts } from "./features";
import type { Context } from "./lifecycle";
import { lifecycles } from "./lifecycles";
import { nodeLifecycle } from "./node";
import { around, type Operations } from "./operations";

/** The part of Pulumi's provider configuration that is used: the stack's own settings. */
export interface StackConfig {
  get(key: string): string | undefined;
}

/**
 * The node's resource alone knows of which stack this is, and what the stack's overlay and its guests' checks add to
 * the inspection. It is among the first that ask; one that asks before it waits this long for it, in ms. A run that
 * has other targets reads the rest when it is asked for.
 */
const nodePatience = 1_000;
let nodeAsked: () => void = () => undefined;
const nodeAsks = new Promise<void>((resolve) => (nodeAsked = resolve));

let context: (() => Promise<Context>) | undefined;
const opened = new Map<string, Operations>();

/**
 * Takes the stack's configuration. The engine calls it for each kind and does not wait for it, so it only keeps
 * what it is given; what is wrong with it is told by the first operation.
 */
export function configure(config: StackConfig): void {
  context ??= lazily(async () => {
    const get = await withSecrets((name) => config.get(name));
    const datasetKeys = readSecrets(get, "datasetKeys");
    const storagePasswords = readSecrets(get, "storagePasswords");
    const sambaPasswords = readSecrets(get, "sambaPasswords");
    const guestSecrets = readSecrets(get, "guestSecrets");
    const names = declaredNames({ directory: get("config") ?? "config" });
    const gathered = Promise.race([nodeAsks, sleep(nodePatience, undefined, { ref: false })]);
    const host = openHost(readSettings(get), inspectScripts(), { names, gathered });
    endWithTheEngine(host);
    const secrets = { datasetKeys, storagePasswords, sambaPasswords, guestSecrets };
    return { host, deleteVolumes: get("deleteVolumes") === "true", ...secrets };
  });
}

/** The operations of a kind, whose name stands in Pulumi's state. */
export function operationsOf(kind: string): Operations {
  const known = opened.get(kind);
  if (known !== undefined) return known;
  const lifecycle = lifecycles[kind];
  if (lifecycle === undefined)
    throw new Error(`There is no kind ${JSON.stringify(kind)} in this version of Phoenix.`);
  const made = quietly(
    lifecycle(() => {
      if (context === undefined) throw new Error("The provider was not configured.");
      return context();
    }),
    kind === nodeLifecycle.kind ? nodeAsked : () => undefined,
  );
  opened.set(kind, made);
  return made;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const told = new Set<string>();
let firstFailure: ConnectionError | undefined;

/**
 * The engine prints the message of an error; the dynamic provider's process prints it once more, with its stack.
 * Only the first is for people. A host that cannot be reached is explained once, not for each resource.
 */
function quietly(all: Operations, begun: () => void): Operations {
  return around(all, async (operation) => {
    try {
      const result = operation();
      begun();
      return await result;
    } catch (error) {
      const shown = once(error as Error);
      told.add(`${String(shown)}: ${shown.stack}`);
      throw shown;
    }
  });
}

function once(error: Error): Error {
  if (!(error instanceof ConnectionError)) return error;
  if (firstFailure === undefined) {
    firstFailure = error;
    return error;
  }
  return new ConnectionError("not looked at: the host cannot be used (see the other error)");
}

const print = console.error.bind(console);
console.error = (...args: unknown[]) => {
  if (args.length === 1 && typeof args[0] === "string" && told.has(args[0])) return;
  print(...args);
};

/**
 * A CLI that is killed leaves this process behind, with whatever it was doing: the engine's door, which is the
 * process's first argument, tells that it is gone.
 */
function endWithTheEngine(host: Host): void {
  const [address, port] = (process.argv[2] ?? "").split(":");
  if (port === undefined) return;
  let missed = 0;
  const timer = setInterval(() => {
    const socket = net.connect({ host: address ?? "127.0.0.1", port: Number(port) });
    socket.once("connect", () => {
      missed = 0;
      socket.destroy();
    });
    socket.once("error", () => {
      missed += 1;
      if (missed >= 2) void host.close().finally(() => process.exit(1));
    });
  }, 1_000);
  timer.unref();
}
