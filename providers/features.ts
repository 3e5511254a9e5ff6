import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { InspectScripts } from "../host/inspection";

const root = path.resolve(__dirname, "../features");

const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string(),
  /** Features that have to come before it, in the list or in the chain of layers. */
  requires: z.array(z.string()).default([]),
  /** What its inspect script prints where everything is as wanted. */
  facts: z.record(z.string().regex(/^[a-z0-9][\w.:-]*$/), z.string()),
});

/** A feature of the library: a folder with a manifest, an install script and an inspect script. */
export interface FeatureDefinition extends z.infer<typeof manifestSchema> {
  readonly name: string;
  readonly install: string;
  readonly inspect: string;
  /** Of everything that decides what a guest holds once the feature is installed. */
  readonly fingerprint: string;
}

/** Reads one feature's folder; undefined where the library has no such feature. */
export function readFeature(name: string): FeatureDefinition | undefined {
  const folder = path.join(root, name);
  const file = path.join(folder, "manifest.json");
  if (!/^[a-z][a-z0-9_]*$/.test(name) || !fs.existsSync(file)) return undefined;
  const text = (part: string) => fs.readFileSync(path.join(folder, part), "utf8");
  const manifest = manifestSchema.parse(JSON.parse(text("manifest.json")));
  const install = text("install.sh");
  const inspect = text("inspect.sh");
  return {
    ...manifest,
    name,
    install,
    inspect,
    fingerprint: fingerprint([install, JSON.stringify(manifest.facts)]),
  };
}

/** The names of the library's features. */
function featureNames(): string[] {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The inspect scripts of the whole library. */
export function inspectScripts(): InspectScripts {
  return Object.fromEntries(
    featureNames().flatMap((name) => {
      const feature = readFeature(name);
      return feature === undefined ? [] : [[name, feature.inspect]];
    }),
  );
}

/** A short name for content: equal for equal texts. */
export function fingerprint(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 12);
}
