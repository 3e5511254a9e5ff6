import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Where the library's features lie, each in a folder of its name. */
export const libraryFolder = join(__dirname, "..", "features");

/** What a feature brings to a guest: files that are its own, and what its inspect script prints where all is well. */
const contents = {
  /** By path in the guest; `source` is a file of the feature's folder, in which `{option}` stands for a value. */
  files: z
    .record(
      z.string().regex(/^\/[\w@%+=:,./-]+$/),
      z.strictObject({
        source: z.string(),
        owner: z
          .string()
          .regex(/^[a-z_][\w-]*:[a-z_][\w-]*$/)
          .default("root:root"),
        mode: z
          .string()
          .regex(/^0[0-7]{3}$/)
          .default("0644"),
      }),
    )
    .default({}),
  /** A value may name options as `{option}`. */
  facts: z.record(z.string().regex(/^[a-z0-9][\w.:-]*$/), z.string()).default({}),
};

const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string(),
  /** Features that have to come before it, in the list or in the chain of layers. */
  requires: z.array(z.string()).default([]),
  /** Features that no guest with this one may have. */
  conflicts: z.array(z.string()).default([]),
  /** What the guest has to be. */
  needs: z
    .strictObject({
      gpu: z.literal(true).optional(),
      /** Flags of pct_options, such as nesting, that have to be 1. */
      pct_options: z.array(z.enum(["nesting", "keyctl", "fuse"])).default([]),
    })
    .prefault({}),
  /** What may stand in a guest's feature_options; a value matches the whole pattern. */
  options: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/),
      z.strictObject({ description: z.string(), default: z.string(), pattern: z.string() }),
    )
    .default({}),
  ...contents,
  /** What a guest that sees a GPU gets in addition, or instead. */
  with_gpu: z.strictObject(contents).optional(),
});

/** A feature's manifest.json. */
export type FeatureManifest = z.infer<typeof manifestSchema>;

/**
 * A manifest with everything that it may leave out.
 *
 * @throws {z.ZodError} where it is wrong, which the library's tests prevent
 */
export function parseManifest(document: unknown): FeatureManifest {
  return manifestSchema.parse(document);
}

const known = new Map<string, FeatureManifest | undefined>();

/** Reads the manifest of one feature; undefined where the library has no such feature. */
export function readManifest(name: string): FeatureManifest | undefined {
  if (!known.has(name)) {
    const file = join(libraryFolder, name, "manifest.json");
    const isThere = /^[a-z][a-z0-9_]*$/.test(name) && existsSync(file);
    known.set(name, isThere ? parseManifest(JSON.parse(readFileSync(file, "utf8"))) : undefined);
  }
  return known.get(name);
}
