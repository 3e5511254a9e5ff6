import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import stub from "../../providers/stub.cjs";

test("the text that Pulumi stores for a kind is what it always was, for old state runs it", async () => {
  const text = await serialise("container");
  for (const operation of [
    "check(olds, news)",
    "diff(id, olds, news)",
    "create(inputs)",
    "read(id, props)",
  ]) {
    expect(text).toContain(`return require("@phoenix/providers").of(kind).${operation};`);
  }
  expect(createHash("sha256").update(text).digest("hex")).toBe(
    "b2ad757a3216c37a03f2722c332170b57f108d910d8665d9ec7da924bde54025",
  );
});

test("it is small, for state holds it twice for each resource", async () => {
  expect((await serialise("container")).length).toBeLessThanOrEqual(2500);
});

test("kinds differ by their name alone", async () => {
  const [pool, dataset] = await Promise.all([serialise("pool"), serialise("dataset")]);
  expect(pool.replaceAll('"pool"', '"dataset"')).toBe(dataset);
});

async function serialise(kind: string): Promise<string> {
  const provider = stub(kind);
  const { text } = await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true });
  return text;
}
