import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { crossCheck } from "../../config/cross";
import { hasErrors } from "../../config/diagnostics";
import { fileKinds, type FileKind } from "../../config/file-kinds";
import type { Json } from "../../config/json";
import { loadConfig } from "../../config/load";
import type { Json as State } from "../../embedded/contract";
import { declareProgram } from "../engine/declared";
import { Engine } from "../engine/engine";
import { World } from "../lifecycle/world";
import { inventory, writeInventory } from "./inventory";
import { examplesIn, textPlaces } from "./places";
import { classics, hostileStrings } from "./strings";
import { swapped, swappedIn, type Swaps } from "./swaps";
import { differencesOfTwins } from "./twins";

/** What hosts got of hostile text that the configuration takes. */
export interface Applied {
  /** Fields whose text reached a host. */
  readonly fields: number;
  /** Texts that reached one. */
  readonly tried: number;
  readonly problems: readonly string[];
}

/**
 * Brings a host up with harmless words, and then has hostile text take their places, in all fields at once and so many
 * times. Each time the run has to succeed, the next preview to find nothing, and the host to be what it was but for the
 * one text in the place of the other. The same for another host with names that every object of JavaScript has members
 * of.
 */
export async function applyHostile(times: number, seed: number): Promise<Applied> {
  const reached = new Map<string, Set<string>>();
  const problems: string[] = [];
  const plain = new Map(names.map(([word, harmless]) => [word, harmless]));
  const before = await inScene(plain, problems, async (scene) => {
    const state = scene.state();
    for (let time = 0; time < times; time += 1) {
      const swaps = chooseSwaps(scene, time, seed);
      for (const [word, text] of swaps) {
        reached.set(word, (reached.get(word) ?? new Set()).add(text));
      }
      const found = await scene.bringUp(swaps);
      found.push(...differencesOfTwins(state, scene.state(), swaps));
      problems.push(...found.map((each) => `${each}; with ${JSON.stringify([...swaps])}`));
    }
    return state;
  });
  const named = new Map(names.map(([word, , name]) => [word, name]));
  const after = await inScene(named, problems, async (scene) => scene.state());
  const swaps = new Map(names.map(([, harmless, name]) => [harmless, name]));
  problems.push(...differencesOfTwins(before, after, swaps));
  const texts = [...reached.values()].reduce((all, { size }) => all + size, 0);
  const words = [...reached.keys(), ...plain.keys()];
  return { fields: fieldsWith(words), tried: texts + fieldsWith([...plain.keys()]), problems };
}

/** What stands for a name, a harmless name, and one of the same length that has its place where names are sorted. */
const names = [
  ["plainname", "constructoq", "constructor"],
  ["protoname", "__proto_z", "__proto__"],
] as const;

async function inScene<T>(
  named: Swaps,
  problems: string[],
  use: (scene: Scene) => Promise<T>,
): Promise<T> {
  const scene = await Scene.open(named);
  try {
    problems.push(...(await scene.bringUp(new Map())));
    return await use(scene);
  } finally {
    await scene.close();
  }
}

/** Texts for all words, of which each by itself is taken by all fields in which its word stands. */
function chooseSwaps(scene: Scene, time: number, seed: number): Swaps {
  const swaps = new Map<string, string>();
  for (const [index, { word, accepts }] of slots().entries()) {
    const made = hostileStrings(["note"], 300, seed + 1000 * time + index);
    // Each field meets what is known to be dangerous before anything else, and not all of it at the same time.
    const known = classics[(time * 7 + index) % classics.length] ?? "";
    const text = [known, ...made].find(
      (each) => isShort(each) && accepts(each) && scene.isLegal(new Map([[word, each]])),
    );
    if (text !== undefined) swaps.set(word, text);
  }
  return swaps;
}

/** Longer ones are for the validation; long numbers look like the times that twins differ in. */
function isShort(text: string): boolean {
  return text !== "" && text.length <= 300 && !/\d{10}/.test(text);
}

/** The words of the inventory, and which texts its fields take in their places. */
function slots(): { word: string; accepts: (text: string) => boolean }[] {
  const places = textPlaces();
  const found = new Map<string, ((text: string) => boolean)[]>();
  for (const kind of fileKinds) {
    for (const [path, texts] of examplesIn(kind, inventory[kind])) {
      const place = places.find((each) => each.kind === kind && each.path === path);
      for (const said of texts) {
        for (const [word] of said.matchAll(/harmless\d+/g)) {
          const accepts = (text: string) =>
            place?.accepts(swapped(said, new Map([[word, text]]))) === true;
          found.set(word, [...(found.get(word) ?? []), accepts]);
        }
      }
    }
  }
  return [...found].map(([word, all]) => ({
    word,
    accepts: (text) => all.every((accepts) => accepts(text)),
  }));
}

/** How many fields of the inventory hold one of the words. */
function fieldsWith(words: readonly string[]): number {
  return fileKinds.flatMap((kind) =>
    [...examplesIn(kind, inventory[kind])].filter(([, texts]) =>
      [...texts].some((text) => words.some((word) => text.includes(word))),
    ),
  ).length;
}

/** A host, and a folder with the configuration of what it has. */
class Scene {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-hostile-"));
  readonly #engine: Engine;

  private constructor(
    private readonly world: World,
    private readonly names: Swaps,
  ) {
    this.#engine = new Engine((kind) => world.operations(kind));
  }

  static async open(names: Swaps): Promise<Scene> {
    const world = await World.open();
    world.settings.sambaPasswords.set(swapped("protoname", names), "correct horse");
    return new Scene(world, names);
  }

  /** Whether the configuration has no mistake with such texts. */
  isLegal(swaps: Swaps): boolean {
    this.#write(swaps);
    const { declaration, diagnostics } = loadConfig({ directory: this.#folder, stack: "dev" });
    return !hasErrors([...diagnostics, ...crossCheck(declaration)]);
  }

  /** Makes the host what the configuration says with such texts; what went wrong. */
  async bringUp(swaps: Swaps): Promise<string[]> {
    this.#write(swaps);
    const program = await declareProgram(this.#folder);
    const { failures } = await this.#engine.up(program);
    const again = await this.#engine.preview(program);
    const errors = [...failures, ...again.failures];
    return [
      ...errors.map(([name, { message }]) => `${name}: ${message}`),
      ...again.steps.map((step) => `the next preview: ${step}`),
    ];
  }

  state(): State {
    return this.world.embedded.snapshotState();
  }

  async close(): Promise<void> {
    await this.world.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(swaps: Swaps): void {
    const all = new Map([...this.names, ...swaps]);
    const documents = fileKinds.map((kind) => [kind, swappedIn(inventory[kind], all)] as const);
    writeInventory(this.#folder, Object.fromEntries(documents) as Record<FileKind, Json>);
  }
}
