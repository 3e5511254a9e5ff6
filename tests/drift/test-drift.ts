import fs from "node:fs";
import path from "node:path";
import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { Resource, World } from "../lifecycle/world";
import { realMachine } from "../real/real-node";
import { CoverageRecord, isRecording } from "./coverage";
import type { DriftCase, DriftCases } from "./drift-cases";
import { schemaFields } from "./schema-fields";

/** Tests that a kind is adopted, and that every field of it is seen when it drifts, is named alone, and is healed. */
export function testDrift(given: DriftCases): void {
  const cases = { ...given, inputs: playable(given, given.inputs) };
  beforeEach(() => jest.spyOn(console, "log").mockImplementation());

  test("every field is compared, or says why not", () => {
    const told = [...Object.keys(cases.fields), ...Object.keys(cases.notCompared ?? {})];
    expect(told.sort()).toEqual(schemaFields(cases.schema).sort());
  });

  const testPage = isRecording ? test.skip : test;
  testPage("docs/drift-coverage.md has every field that is compared", () => {
    const page = fs.readFileSync(path.resolve(__dirname, "../../docs/drift-coverage.md"), "utf8");
    const [told = ""] = page.split("## Not compared");
    const rows = [...told.matchAll(/^\| (\w+) +\| `([^`]+)` +\|/gm)];
    const fields = rows.flatMap(([, kind, field = ""]) => (kind === cases.kind ? [field] : []));
    // Where this fails, `npm run drift:coverage` writes the page anew.
    expect(fields.sort()).toEqual(Object.keys(cases.fields).sort());
  });

  let ground: Json;
  beforeAll(async () => {
    const world = await World.open();
    await cases.ground?.(world);
    ground = await world.snapshot();
    await world.close();
  });

  const made = new Map<Bag, Promise<Made>>();
  const madeWith = (inputs: Bag) => {
    const known = made.get(inputs) ?? make(ground, cases, inputs);
    made.set(inputs, known);
    return known;
  };

  const bench = new Bench(cases, madeWith);
  const record = new CoverageRecord(cases);
  afterAll(async () => {
    await bench.clear();
    record.write();
  });

  test("after its state was lost it is adopted, and nothing is changed", async () => {
    const { world } = await bench.take(cases.inputs);
    const adopted = new Resource(world, cases.kind, cases.inputs);
    const before = world.mutations;
    expect(await adopted.up()).toBe("created");
    expect(await adopted.up()).toBe("unchanged");
    expect(world.mutations).toBe(before);
    bench.putBack();
  });

  const all = drifts(cases);
  const title = "%s drifts, is named alone, and is healed: %s";
  const skipped = all.filter(([field, , drift]) => !isPlayable(cases, field, drift));
  if (skipped.length > 0) test.skip.each(skipped)(title, () => undefined);
  const played = all.filter((each) => !skipped.includes(each));
  if (played.length === 0) return;
  test.each(played)(title, async (field, _, drift) => {
    const { world, resource } = await bench.take(drift.inputs ?? cases.inputs);
    await world.shell(drift.command);
    const before = world.mutations;
    if (drift.refused !== undefined) {
      await expect(resource.up()).rejects.toThrow(drift.refused);
      expect(world.mutations).toBe(before);
      record.refused(field);
      return;
    }
    const { action, changes } = await resource.preview();
    expect(world.mutations).toBe(before);
    if (drift.gone === true) expect(action).toBe("create");
    else expect([action, namedBy(changes, cases)]).toEqual(["update", namesOf(field, drift)]);
    expect(await resource.up()).toBe(drift.gone === true ? "created" : "updated");
    const healed = world.mutations;
    record.healed(field, healed - before);
    expect(await resource.up()).toBe("unchanged");
    expect(world.mutations).toBe(healed);
    bench.putBack();
  });
}

/** Holds the host that a case works on. Each begins where the resource has just been made, or has just been healed. */
class Bench {
  #held: Held | undefined;
  #isHealed = false;

  constructor(
    private readonly cases: DriftCases,
    private readonly madeWith: (inputs: Bag) => Promise<Made>,
  ) {}

  async take(inputs: Bag): Promise<Held> {
    const isGood = this.#isHealed && this.#held?.resource.inputs === inputs;
    this.#isHealed = false;
    if (isGood && this.#held !== undefined) return this.#held;
    await this.clear();
    const { state, id, outputs } = await this.madeWith(inputs);
    const world = await World.open(state);
    Object.assign(world.settings, this.cases.settings);
    const resource = new Resource(world, this.cases.kind, inputs);
    resource.restore(id, outputs);
    this.#held = { world, resource };
    return this.#held;
  }

  /** After a case that left the resource as it was declared. */
  putBack(): void {
    this.#isHealed = this.cases.anew === undefined || realMachine() !== undefined;
  }

  async clear(): Promise<void> {
    await this.#held?.world.close();
    this.#held = undefined;
  }
}

interface Held {
  readonly world: World;
  readonly resource: Resource;
}

/** A resource as it was made, and the host that has it. */
interface Made {
  readonly state: Json;
  readonly id: string;
  readonly outputs: Bag;
}

/** Cases that differ only in what drifts begin where one has been made: with real programs that takes its time. */
async function make(ground: Json, { kind, settings }: DriftCases, inputs: Bag): Promise<Made> {
  const world = await World.open(ground);
  Object.assign(world.settings, settings);
  try {
    const resource = new Resource(world, kind, inputs);
    await resource.up();
    const { id, outputs } = resource;
    return { state: await world.snapshot(), id, outputs };
  } finally {
    await world.close();
  }
}

/** Inputs without what the machine with the real programs does not have. */
function playable({ ofProxmox = [] }: DriftCases, inputs: Bag): Bag {
  if (realMachine() === undefined) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !ofProxmox.includes(name)));
}

function isPlayable({ ofProxmox = [] }: DriftCases, field: string, drift: WholeCase): boolean {
  return (
    realMachine() === undefined || !(drift.embeddedOnly !== undefined || ofProxmox.includes(field))
  );
}

type WholeCase = Exclude<DriftCase, string>;

function namesOf(field: string, { along = [] }: WholeCase): string[] {
  return [field.split(".", 1)[0] ?? "", ...along].sort();
}

/** What only follows is not named beside something else. */
function namedBy(changes: readonly string[], { follows = [] }: DriftCases): string[] {
  const own = changes.filter((change) => !follows.includes(change));
  return (own.length > 0 ? own : [...changes]).sort();
}

function drifts({ fields }: DriftCases): [string, string, WholeCase][] {
  return Object.entries(fields).flatMap(([field, given]) =>
    [given].flat().map((drift: DriftCase) => {
      const whole = typeof drift === "string" ? { command: drift } : drift;
      return [field, whole.command, whole] as [string, string, WholeCase];
    }),
  );
}
