import type { EmbeddedHost } from "../../embedded/host";
import type { Json } from "../../embedded/contract";
import type { GuestPrograms } from "../../embedded/shell/pve/guest-shell";
import { openHost, type Host } from "../../host/host";
import { inspectScripts } from "../../providers/features";
import type { Bag, Context, Value } from "../../providers/lifecycle";
import { lifecycles } from "../../providers/lifecycles";
import type { Operations } from "../../providers/operations";
import { openRealNode, realMachine } from "../real/real-node";
import { countWrites } from "./count-writes";
import { openEmbeddedNode, type EmbeddedTestNode, type MakeToken } from "./embedded-node";
import type { TestNode } from "./test-node";

/**
 * A node and the provider's operations on it: an embedded host in this process, reached over its real ports, or the
 * machine with the real programs that `npm run test:real` has started.
 */
export class World {
  readonly settings = {
    deleteVolumes: false,
    datasetKeys: new Map<string, string>(),
    guestSecrets: new Map<string, string>(),
    sambaPasswords: new Map<string, string>(),
    storagePasswords: new Map<string, string>(),
  };

  #writes: { readonly count: number };
  #isGuest = false;

  private constructor(
    public host: Host,
    readonly node: TestNode | EmbeddedTestNode,
    readonly guests?: GuestsElsewhere,
  ) {
    this.#writes = countWrites(host);
  }

  /** A world on an embedded node whose guests' programs run somewhere else, which ends with it. */
  static async around(guests: GuestsElsewhere, state: Json): Promise<World> {
    const node = await openEmbeddedNode(state, undefined, (...run) => guests.run(...run));
    return new World(openHost(node.settings, inspectScripts()), node, guests);
  }

  /**
   * `state` is that of another world, to start from; `token` is made on the embedded host before anybody connects, and
   * is used instead of root's.
   */
  static async open(state?: Json, token?: MakeToken): Promise<World> {
    const machine = realMachine();
    const node =
      machine === undefined
        ? await openEmbeddedNode(state, token)
        : await openRealNode(machine, state);
    return new World(openHost(node.settings, inspectScripts()), node);
  }

  /** What another stack has of the same node: connections of its own. Closing it leaves the node open. */
  beside(): World {
    const other = new World(openHost(this.node.settings, inspectScripts()), this.node);
    other.#isGuest = true;
    return other;
  }

  get embedded(): EmbeddedHost {
    if ("embedded" in this.node) return this.node.embedded;
    throw new Error("This test looks into the embedded host; the real machine cannot run it.");
  }

  /** What a new process of the provider has: other connections, and nothing read. */
  async renew(): Promise<void> {
    await this.host.close();
    this.host = openHost(this.node.settings, inspectScripts());
    this.#writes = countWrites(this.host);
  }

  /** What another world may start from. */
  snapshot(): Promise<Json> {
    return this.node.snapshot();
  }

  async close(): Promise<void> {
    await this.host.close();
    if (!this.#isGuest) await this.node.close();
    await this.guests?.stop();
  }

  /** Pulumi's operations of a kind, as the engine calls them. */
  operations(kind: string): Operations {
    const make = lifecycles[kind];
    if (make === undefined) throw new Error(`no kind ${kind}`);
    return make((): Context => ({ host: this.host, ...this.settings }));
  }

  /** A command of the host's administrator, whose output it returns. */
  async shell(command: string): Promise<string> {
    this.host.forget();
    const { stdout, stderr, exitCode } = await this.node.exec(command);
    this.host.forget();
    if (exitCode !== 0) throw new Error(`${command}: exit ${exitCode}: ${stderr}`);
    return stdout;
  }

  /** How often the host has been changed so far; of what is real, how often Phoenix has set about it. */
  get mutations(): number {
    const counted = this.guests === undefined ? this.node.mutations : undefined;
    return counted ?? this.#writes.count;
  }
}

/** Guests that the embedded node has, and somebody else runs. */
interface GuestsElsewhere {
  readonly run: GuestPrograms;
  stop(): Promise<void>;
}

/** One resource as Pulumi would carry it: its inputs, and what state holds of it. */
export class Resource {
  #state: { id: string; outputs: Bag } | undefined;

  constructor(
    readonly world: World,
    readonly kind: string,
    public inputs: Bag,
  ) {}

  get operations(): Operations {
    return this.world.operations(this.kind);
  }

  get id(): string {
    if (this.#state === undefined) throw new Error(`${this.kind} is not in state`);
    return this.#state.id;
  }

  get outputs(): Bag {
    if (this.#state === undefined) throw new Error(`${this.kind} is not in state`);
    return this.#state.outputs;
  }

  /** `pulumi up`: refreshes, previews and does what is needed; returns what it did. */
  async up(): Promise<"created" | "updated" | "unchanged"> {
    const { action, inputs } = await this.preview();
    if (action === "create") {
      const { id, outs } = await this.operations.create(inputs);
      this.#state = { id, outputs: outs };
      return "created";
    }
    if (action === "same" || this.#state === undefined) return "unchanged";
    const { id, outputs } = this.#state;
    const { outs } = await this.operations.update(id, outputs, inputs);
    this.#state = { id, outputs: outs };
    return "updated";
  }

  /** `pulumi preview`: what it would do, and the properties that it would show as changed. */
  async preview(): Promise<{
    action: "create" | "update" | "same";
    inputs: Bag;
    changes: string[];
  }> {
    const live = await this.refresh();
    const { inputs, failures = [] } = await this.operations.check(live ?? {}, this.inputs);
    if (failures.length > 0) {
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    }
    const news = inputs;
    if (this.#state === undefined) return { action: "create", inputs: news, changes: [] };
    const { id, outputs } = this.#state;
    const { changes, replaces } = await this.operations.diff(id, outputs, news);
    if (replaces.length > 0) throw new Error(`replaces: ${replaces.join(", ")}`);
    const changed = Object.keys({ ...live, ...news }).filter(
      (key) => JSON.stringify(sorted(live?.[key])) !== JSON.stringify(sorted(news[key])),
    );
    return { action: changes ? "update" : "same", inputs: news, changes: changed };
  }

  /** `pulumi refresh`: the live inputs; undefined where it is gone, which state then forgets. */
  async refresh(): Promise<Bag | undefined> {
    if (this.#state === undefined) return undefined;
    const { id, props, inputs } = await this.operations.read(this.#state.id, this.#state.outputs);
    if (id === "") {
      this.#state = undefined;
      return undefined;
    }
    this.#state = { id, outputs: props };
    return inputs;
  }

  async delete(): Promise<void> {
    if (this.#state === undefined) return;
    await this.operations.delete(this.#state.id, this.#state.outputs);
  }

  /** State of an earlier run. */
  restore(id: string, outputs: Bag): void {
    this.#state = { id, outputs };
  }

  /** What a lost state file does. */
  forget(): void {
    this.#state = undefined;
  }
}

function sorted(value: Value | undefined): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
