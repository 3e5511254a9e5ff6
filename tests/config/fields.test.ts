import { z } from "zod";
import { applied, group, inert, later } from "../../config/fields/field";
import type { Field } from "../../config/fields/paths";
import { fieldsOf } from "../../config/fields/paths";
import { featureFolders, featureNames, featureSupport } from "../../config/features";
import { schemas } from "../../config/parse";
import { fileKinds } from "../../config/file-kinds";

/** Fields of which nobody has said what becomes of them. */
function unclassified(fields: readonly Field[]): string[] {
  return fields
    .filter(({ effect, isGroup }) => !isGroup && effect === undefined)
    .map(({ path }) => path.join("."));
}

/** Fields that the reference could not explain; parts of what has no effect, and free keys, need no sentence. */
function unexplained(fields: readonly Field[]): string[] {
  return fields
    .filter(({ effect, meaning, path }) => {
      const silent = effect?.kind === "none" || effect?.kind === "alias";
      return meaning === undefined && !silent && path.at(-1) !== "*";
    })
    .map(({ path }) => path.join("."));
}

test.each(fileKinds)(
  "of each field of the %s file it is said what becomes of it, and what it means",
  (kind) => {
    const fields = fieldsOf(schemas[kind]);
    expect(fields.length).toBeGreaterThan(15);
    expect(unclassified(fields)).toEqual([]);
    expect(unexplained(fields)).toEqual([]);
  },
);

test("a field that nobody classified is found, however deep it lies", () => {
  const schema = z.strictObject({
    told: applied("Told.", z.string()),
    parts: group(
      "Parts.",
      z.array(z.union([z.string(), z.strictObject({ forgotten: z.string() })])),
    ),
    map: group(
      "Map.",
      z.record(z.string(), z.strictObject({ told: later("area", "Told.", z.string()) })),
    ),
  });
  expect(unclassified(fieldsOf(schema))).toEqual(["parts.[].forgotten"]);
});

test("nothing counts as applied inside of what is not managed", () => {
  const inside = z.strictObject({ name: applied("Name.", z.string()) });
  const fields = fieldsOf(
    z.strictObject({ a: later("area", "A.", inside), b: inert("why", "B.", inside) }),
  );
  expect(fields.map(({ path, effect }) => [path.join("."), effect?.kind])).toEqual([
    ["a", "later"],
    ["a.name", "later"],
    ["b", "none"],
    ["b.name", "none"],
  ]);
});

test("every folder of features/ is a feature that a guest may list", () => {
  expect(featureFolders).toContain("base_setup");
  for (const name of featureFolders) {
    expect(featureNames).toContain(name);
    expect(featureSupport(name)).toBe("supported");
  }
});

test("the original's later features are known and not supported", () => {
  for (const name of [
    "step_ca",
    "step_cli",
    "trusted_ca",
    "traefik",
    "docker_proxy",
    "dns_server",
    "nat_gateway",
  ]) {
    expect(featureNames).toContain(name);
    expect(featureSupport(name)).toBe("unsupported");
  }
});
