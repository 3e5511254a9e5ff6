import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { featureFolders } from "../config/features";
import { libraryFolder, readManifest } from "../config/feature-library";
import type { InspectScripts } from "../host/inspection";
import { quoteArgv } from "../host/quote";

/** What a guest says of a feature, and is. */
export interface FeatureSettings {
  /** Its feature_options; the manifest's defaults where one is absent. */
  readonly options?: Readonly<Record<string, string>>;
  /** True where the guest sees a GPU. */
  readonly gpu?: boolean;
}

/** A file in the guest that is a feature's own. */
interface OwnedFile {
  readonly path: string;
  readonly content: string;
  /** `USER:GROUP`. */
  readonly owner: string;
  /** In octal, such as 0644. */
  readonly mode: string;
}

/** A feature of the library as one guest has it. */
export interface FeatureDefinition {
  readonly name: string;
  readonly install: string;
  /** All of the manifest's options. */
  readonly options: Readonly<Record<string, string>>;
  readonly files: readonly OwnedFile[];
  /** What its inspect script prints where everything is as wanted. */
  readonly facts: Readonly<Record<string, string>>;
  /** Of everything that decides what a guest holds once the feature is installed. */
  readonly fingerprint: string;
}

/** Reads one feature's folder; undefined where the library has no such feature. */
export function readFeature(
  name: string,
  { options: given = {}, gpu = false }: FeatureSettings = {},
): FeatureDefinition | undefined {
  const manifest = readManifest(name);
  if (manifest === undefined) return undefined;
  const options = Object.fromEntries(
    Object.entries(manifest.options).map(([option, { default: value }]) => [
      option,
      given[option] ?? value,
    ]),
  );
  const own = gpu ? manifest.with_gpu : undefined;
  const files = Object.entries({ ...manifest.files, ...own?.files }).map(
    ([target, { source, owner, mode }]): OwnedFile => ({
      ...{ path: target, owner, mode },
      content: filled(textOf(name, source), options),
    }),
  );
  const facts = Object.fromEntries([
    ...Object.entries({ ...manifest.facts, ...own?.facts }).map(([fact, value]) => [
      fact,
      filled(value, options),
    ]),
    ...files.map((file) => [`file.${file.path}`, factOf(file)]),
  ]) as Record<string, string>;
  const install = textOf(name, "install.sh");
  const settings = Object.keys(options).length === 0 ? [] : [JSON.stringify(options)];
  return {
    ...{ name, install, options, files, facts },
    fingerprint: fingerprint([install, JSON.stringify(facts), ...settings]),
  };
}

/** The inspect scripts of the whole library. */
export function inspectScripts(): InspectScripts {
  return {
    common: textOf("facts.sh"),
    features: Object.fromEntries(featureFolders.map((name) => [name, inspectScript(name)])),
  };
}

/** Prints one feature's facts. */
export function verifyScript(name: string): string {
  return textOf("facts.sh") + inspectScript(name);
}

/** A feature's own inspect script, and the files that are the feature's. */
function inspectScript(name: string): string {
  const manifest = readManifest(name);
  const paths = Object.keys({ ...manifest?.files, ...manifest?.with_gpu?.files });
  return (
    textOf(name, "inspect.sh") + paths.map((each) => `file_fact ${quoteArgv([each])}\n`).join("")
  );
}

/** What installs a feature: its own script, after the functions that it calls and put_files with its files. */
export function installScript({ install, files }: FeatureDefinition): string {
  const puts = files.map(({ path: target, content, owner, mode }) => {
    const encoded = Buffer.from(content).toString("base64");
    return `  put_file ${quoteArgv([target, owner, mode])} <<'END'\n${encoded}\nEND\n`;
  });
  const functions = textOf("facts.sh") + textOf("steps.sh");
  return `${functions}put_files() {\n  :\n${puts.join("")}}\n${install}`;
}

/** A short name for content: equal for equal texts. */
export function fingerprint(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 12);
}

/** As file_fact of features/facts.sh prints it. */
function factOf({ content, owner, mode }: OwnedFile): string {
  return `${createHash("sha256").update(content).digest("hex").slice(0, 12)} ${owner} ${mode}`;
}

function filled(text: string, options: Readonly<Record<string, string>>): string {
  return text.replace(
    /\{([a-z][a-z0-9_]*)\}/g,
    (whole, option: string) => options[option] ?? whole,
  );
}

function textOf(...file: string[]): string {
  return fs.readFileSync(path.join(libraryFolder, ...file), "utf8");
}
