import type { Json } from "../../embedded/contract";
import { Resource, World } from "../lifecycle/world";
import type { DriftCase, DriftCases } from "./drift-cases";
import { schemaFields } from "./schema-fields";

/** Tests that every field of a kind is seen when it drifts, is named alone, and is healed. */
export function testDrift(cases: DriftCases): void {
  beforeEach(() => jest.spyOn(console, "log").mockImplementation());

  test("every field is compared, or says why not", () => {
    const told = [...Object.keys(cases.fields), ...Object.keys(cases.notCompared ?? {})];
    expect(told.sort()).toEqual(schemaFields(cases.schema).sort());
  });

  let ground: Json;
  beforeAll(async () => {
    const world = await World.open();
    await cases.ground?.(world);
    ground = world.embedded.snapshotState();
    await world.close();
  });

  test.each(drifts(cases))(
    "%s drifts, is named alone, and is healed: %s",
    async (field, _, drift) => {
      const world = await World.open(ground);
      try {
        const resource = new Resource(world, cases.kind, drift.inputs ?? cases.inputs);
        await resource.up();
        await world.shell(drift.command);
        const preview = await resource.preview();
        const named = [field.split(".", 1)[0] ?? "", ...(drift.along ?? [])].sort();
        if (drift.gone === true) expect(preview.action).toBe("create");
        else expect([preview.action, preview.changes.sort()]).toEqual(["update", named]);
        expect(await resource.up()).toBe(drift.gone === true ? "created" : "updated");
        const healed = world.mutations;
        expect(await resource.up()).toBe("unchanged");
        expect(world.mutations).toBe(healed);
      } finally {
        await world.close();
      }
    },
  );
}

function drifts({ fields }: DriftCases): [string, string, Exclude<DriftCase, string>][] {
  return Object.entries(fields).flatMap(([field, given]) =>
    [given].flat().map((drift: DriftCase) => {
      const whole = typeof drift === "string" ? { command: drift } : drift;
      return [field, whole.command, whole] as [string, string, Exclude<DriftCase, string>];
    }),
  );
}
