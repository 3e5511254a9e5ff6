import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../errors";
import type { Inspected, Inspection, InspectScripts, Part } from "../inspection";
import type { Shell } from "../ssh";
import { checkNode } from "./checks";
import { asksHealth } from "./health";
import { parts, type Source } from "./parts";
import { composeScript, groups, type Group, type Names } from "./script";
import { readSections } from "./sections";

/** Reads what is true on a node, and keeps it until it may have changed. */
export interface NodeReader {
  /**
   * These parts, and what of files, folders, units, guests' features and checks of guests is `asked` for: by absolute
   * path, by name, by vmid, as askHealth says. What was read already is not read again; what several ask for at the same
   * time is read by one command.
   */
  read<Parts extends Part>(
    wanted: readonly Parts[],
    asked: readonly string[],
  ): Promise<Inspected<Parts>>;
  /** Drops what was read. */
  forget(): void;
  /** Drops it, and has the next reading find out whether the node can be used, as the first one does. */
  doubt(): void;
}

/** Resources ask at the same time, and are answered together. */
const patience = 5;

/**
 * How long a reading waits for the one before it to end, in ms: where many work at the same time, those who ask
 * meanwhile share one, and the node is not looked at by all of them at once. One that takes long, for it asks guests, is
 * not waited for.
 */
const crowded = 250;

/** What checkNode looks at. */
const checked: readonly Group[] = ["node", "hostname"];

/** All guests that run, beside those that are named. */
const everyGuest = "every guest";

/** What the first reading holds beside what is asked for. */
export interface Expected {
  /** By absolute path, by name, by vmid, as askHealth says. */
  readonly names: readonly string[];
  /** Until when it waits for others who ask. */
  readonly gathered?: Promise<unknown>;
}

/**
 * The first reading is of everything, with what is `expected` to be asked for: so one command is all that a preview
 * sends. After a change only what is asked for is read again.
 */
export function openNodeReader(
  shell: Shell,
  node: string,
  features: InspectScripts,
  expected: Expected,
): NodeReader {
  let isFirst = true;
  let isProven = false;
  let reading: Reading | undefined;
  let underWay: Promise<unknown> | undefined;

  const load = async (things: ReadonlySet<string>): Promise<Source["sections"]> => {
    const script = composeScript(
      new Set(groups.filter((group) => things.has(group))),
      names(things),
      features,
    );
    const printed = readSections(shell, script, [node]);
    underWay = printed.catch(() => undefined);
    const sections = await printed;
    if (checked.every((group) => things.has(group))) {
      checkNode(sections, node);
      isFirst = false;
      isProven = true;
    }
    return sections;
  };

  const gather = async (): Promise<void> => {
    if (isFirst) await expected.gathered;
    await sleep(patience);
    if (underWay !== undefined)
      await Promise.race([underWay, sleep(crowded, undefined, { ref: false })]);
  };

  return {
    async read(wanted, asked) {
      const mine = (reading ??= new Reading(gather, load));
      // A host that cannot be used is not asked again for each resource.
      if (mine.refusal !== undefined) throw mine.refusal;
      const needed = new Set<string>([...wanted.flatMap((part) => parts[part].from), ...asked]);
      const more = isFirst ? [...groups, ...expected.names, everyGuest] : isProven ? [] : checked;
      for (const thing of more) needed.add(thing);
      try {
        await mine.has(needed);
      } catch (error) {
        if (error instanceof ConnectionError) mine.refusal = error;
        else if (reading === mine) reading = undefined;
        throw error;
      }
      return Object.fromEntries(
        wanted.map((part) => [part, mine.part(part, node)]),
      ) as unknown as Inspected<(typeof wanted)[number]>;
    },
    forget() {
      // One that has not begun yet will see the change.
      if (reading?.hasBegun === true) reading = undefined;
    },
    doubt() {
      reading = undefined;
      isProven = false;
    },
  };
}

/** What has been read since the last change. */
class Reading {
  /** Why the host cannot be used. */
  refusal: ConnectionError | undefined;
  hasBegun = false;
  readonly #loads = new Map<string, Promise<void>>();
  readonly #sections = new Map<string, string>();
  readonly #parsed = new Map<Part, unknown>();
  #batch: { readonly things: Set<string>; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly gather: () => Promise<void>,
    private readonly load: (things: ReadonlySet<string>) => Promise<Source["sections"]>,
  ) {}

  /** Reads what of these is missing. */
  async has(things: ReadonlySet<string>): Promise<void> {
    for (const thing of things) {
      if (this.#loads.has(thing) || this.#isCovered(thing)) continue;
      this.#batch ??= this.#startBatch();
      this.#batch.things.add(thing);
      this.#loads.set(thing, this.#batch.done);
    }
    const loads = [...things].flatMap((thing) => this.#loads.get(thing) ?? []);
    const everybody = this.#loads.get(everyGuest);
    await Promise.all(everybody === undefined ? loads : [...loads, everybody]);
  }

  part<Name extends Part>(name: Name, node: string): Inspection[Name] {
    if (!this.#parsed.has(name)) {
      const of = (kind: Kind) => [...this.#loads.keys()].filter((thing) => kindOf(thing) === kind);
      const source = { sections: this.#sections, node, units: of("unit"), checks: of("check") };
      this.#parsed.set(name, parts[name].read(source));
    }
    return this.#parsed.get(name) as Inspection[Name];
  }

  #isCovered(thing: string): boolean {
    return kindOf(thing) === "guest" && this.#loads.has(everyGuest);
  }

  #startBatch() {
    const things = new Set<string>();
    const done = this.gather().then(async () => {
      this.#batch = undefined;
      this.hasBegun = true;
      for (const [name, body] of await this.load(things)) this.#sections.set(name, body);
      // What is asked for by name joins what is there.
      this.#parsed.clear();
    });
    return { things, done };
  }
}

function names(things: ReadonlySet<string>): Names {
  const of = (kind: Kind) => [...things].filter((thing) => kindOf(thing) === kind).sort();
  return {
    paths: of("path"),
    units: of("unit"),
    checks: of("check"),
    guests: things.has(everyGuest) ? "all" : of("guest"),
  };
}

type Kind = "path" | "guest" | "unit" | "check" | "group";

/** A path is absolute, a vmid is a number, and a unit's name has an ending. */
function kindOf(thing: string): Kind {
  if (asksHealth(thing)) return "check";
  if (thing.startsWith("/")) return "path";
  if (/^\d+$/.test(thing)) return "guest";
  return thing.includes(".") ? "unit" : "group";
}
