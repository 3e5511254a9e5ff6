import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fieldKeys } from "./guest-fields";

/** Where the library's features lie, each in a folder of its name. */
export const libraryFolder = join(__dirname, "..", "features");

const optionName = z.string().regex(/^[a-z][a-z0-9_]*$/);

const distributions = z.array(z.string().regex(/^(debian|ubuntu) \d+(\.\d+)?$/)).min(1);

/** An archive of packages that is not the distribution's own. */
const repositorySchema = z.strictObject({
  url: z.string(),
  /** With a slash at its end for an archive without components. */
  suite: z.string(),
  components: z.string().default(""),
  /** File of the feature's folder: the archive's signing key, in ASCII armour. */
  key: z.string().regex(/^[\w-]+\.asc$/),
  /** The distributions that it has packages for, such as `ubuntu 24.04`. */
  distributions,
});

const guestPath = /^\/[\w@%+=:,./-]+$/;
const userAndGroup = /^[a-z_][\w-]*:[a-z_][\w-]*$/;

/** What a feature brings to a guest; all texts may name values as `{option}`. */
const contents = {
  /** Archives of packages, by a name of their own. */
  repositories: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), repositorySchema).default({}),
  /** What the install script gets elsewhere, by name: `url_NAME` and `sha256_NAME` are variables of its. */
  downloads: z
    .record(optionName, z.strictObject({ url: z.string(), sha256: z.string().optional() }))
    .default({}),
  /** By path in the guest; `source` is a file of the feature's folder. */
  files: z
    .record(
      z.string().regex(guestPath),
      z.strictObject({
        source: z.string(),
        owner: z.string().regex(userAndGroup).default("root:root"),
        mode: z
          .string()
          .regex(/^0[0-7]{3}$/)
          .default("0644"),
      }),
    )
    .default({}),
  /** What the inspect script prints where all is well. */
  facts: z.record(z.string().regex(/^[a-z0-9][\w.:+-]*$/), z.string()).default({}),
};

const whenSchema = z.strictObject({
  /** In guests that see a GPU. */
  gpu: z.literal(true).optional(),
  /** Where guests reach the network through a proxy. */
  proxy: z.literal(true).optional(),
  /** Where the values of these options match these patterns as a whole. */
  options: z.record(optionName, z.string()).default({}),
  ...contents,
});

/** Values of the configuration that an option may have its default from. */
export const configurationKeys = [
  "nvidia_driver_version",
  "nvidia_runfile_url",
  "nvidia_runfile_sha256",
  "nvidia_repo_url",
  "nvidia_cuda_version",
] as const;

const optionSchema = z.strictObject({
  description: z.string(),
  /** Absent where the configuration or the guest has to say it. */
  default: z.string().optional(),
  /** Where the configuration says this, it is the default. */
  configuration: z.enum(configurationKeys).optional(),
  /** Phoenix makes the value of the guest's own fields, and feature_options cannot say it. */
  field: z.enum(fieldKeys).optional(),
  pattern: z.string(),
});

/** Where a secret lies in the guest, and in which form. */
const secretSchema = z.strictObject({
  description: z.string(),
  /** Whether a guest that has the feature has to name one. */
  required: z.boolean().default(false),
  path: z.string().regex(guestPath),
  owner: z.string().regex(userAndGroup).default("root:root"),
  /** Nothing for others. */
  mode: z
    .string()
    .regex(/^0[0-7]{2}0$/)
    .default("0600"),
  /** The file sets this variable, for EnvironmentFile= of a unit; where absent, it is the secret and nothing else. */
  variable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .optional(),
});

/** A secret that a feature takes. */
export type FeatureSecret = z.infer<typeof secretSchema>;

const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z.string(),
  /** Features that have to come before it, in the list or in the chain of layers. */
  requires: z.array(z.string()).default([]),
  /** Features that no guest with this one may have. */
  conflicts: z.array(z.string()).default([]),
  /** Whether what it holds depends on the guest, so that clones of a guest which has it have it as well. */
  in_clones: z.boolean().default(false),
  /** What the guest has to be. */
  needs: z
    .strictObject({
      gpu: z.literal(true).optional(),
      /** A container, as what stands on the node's driver does. */
      container: z.literal(true).optional(),
      /** The distributions that it is made for; all where absent. */
      distributions: distributions.optional(),
      /** Flags of pct_options, such as nesting, that have to be 1. */
      pct_options: z.array(z.enum(["nesting", "keyctl", "fuse"])).default([]),
    })
    .prefault({}),
  /** What may stand in a guest's feature_options; a value matches the whole pattern. */
  options: z.record(optionName, optionSchema).default({}),
  /** What may stand in a guest's feature_secrets, which names secrets of the stack. */
  secrets: z.record(optionName, secretSchema).default({}),
  ...contents,
  /** What some guests get in addition, or instead. */
  when: z.array(whenSchema).default([]),
});

/** A feature's manifest.json. */
export type FeatureManifest = z.infer<typeof manifestSchema>;

/** A manifest's part that some guests get. */
export type FeatureCondition = z.infer<typeof whenSchema>;

/** What a feature brings to a guest. */
export type FeatureContents = Pick<
  FeatureManifest,
  "downloads" | "facts" | "files" | "repositories"
>;

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
