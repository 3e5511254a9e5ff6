import { createHash } from "node:crypto";
import type { Distribution } from "../config/distribution";
import type { Downloads } from "../config/documents/downloads";
import {
  allContents,
  contentsFor,
  filled,
  givenValues,
  resolved,
} from "../config/feature-contents";
import { featureFolders } from "../config/features";
import { readManifest, type FeatureManifest } from "../config/feature-library";
import type { InspectScripts } from "../host/inspection";
import { quoteArgv } from "../host/quote";
import { factOf, ownedFiles, ownedPaths, textOf, type OwnedFile } from "./feature-files";
import { contentOf, ownedSecrets, secretFacts, type OwnedSecret } from "./feature-secrets";

/** What a guest says of a feature, and is. */
export interface FeatureSettings {
  /** Values of its options; the manifest's defaults where one is absent. */
  readonly options?: Readonly<Record<string, string>>;
  /** Names of the stack's secrets by the feature's name for them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How many GPUs the guest sees; none where absent. */
  readonly gpus?: number;
  /** What is inside the guest, where that is known. */
  readonly distribution?: Distribution;
  readonly downloads?: Downloads;
}

/** A feature of the library as one guest has it. */
export interface FeatureDefinition {
  readonly name: string;
  readonly install: string;
  /** All of the manifest's options. */
  readonly options: Readonly<Record<string, string>>;
  readonly files: readonly OwnedFile[];
  readonly secrets: readonly OwnedSecret[];
  /** Files that are the feature's in other guests, and are not there in this one. */
  readonly absent: readonly string[];
  /** What its install script finds in variables, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What its inspect script prints where everything is as wanted. */
  readonly facts: Readonly<Record<string, string>>;
  /** Of everything that decides what a guest holds once the feature is installed. */
  readonly fingerprint: string;
}

/** Reads one feature's folder; undefined where the library has no such feature. */
export function readFeature(
  name: string,
  settings: FeatureSettings = {},
): FeatureDefinition | undefined {
  const manifest = readManifest(name);
  if (manifest === undefined) return undefined;
  const { gpus = 0, downloads = {}, secrets: named = {} } = settings;
  const given = givenValues({ ...settings, gpus });
  const options = resolved(manifest, optionsOf(manifest, settings), given);
  const atMirror = (url: string) => mirrorOf(url, downloads.mirrors ?? {});
  const values = { ...given, ...proxyValues(downloads), ...options };
  const contents = contentsFor(manifest, { options, gpus, proxy: downloads.proxy !== undefined });
  const files = ownedFiles(name, contents, values, atMirror);
  const elsewhere = ownedPaths(allContents(manifest)).filter(
    (each) => !files.some((file) => file.path === each),
  );
  const { owned: secrets, absent: unnamed } = ownedSecrets(manifest, named);
  const facts = {
    ...mapped(contents.facts, (fact) => filled(fact, values)),
    ...Object.fromEntries(files.map((file) => [`file.${file.path}`, factOf(file)])),
    ...Object.fromEntries(elsewhere.map((each) => [`file.${each}`, "missing"])),
    ...secretFacts(manifest, named),
  };
  const variables = {
    ...{ gpus: String(gpus), ...proxyVariables(downloads) },
    ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`option_${key}`, value])),
    ...Object.fromEntries(
      Object.entries(contents.downloads).flatMap(([key, { url, sha256 = "" }]) => [
        [`url_${key}`, atMirror(filled(url, values))],
        [`sha256_${key}`, filled(sha256, values)],
      ]),
    ),
  };
  const install = textOf(name, "install.sh");
  const said = [options, named].filter((each) => Object.keys(each).length > 0);
  return {
    ...{ name, install, options, files, secrets, variables, facts },
    absent: [...elsewhere, ...unnamed],
    fingerprint: fingerprint([install, ...[facts, ...said].map((each) => JSON.stringify(each))]),
  };
}

/** The inspect scripts of the whole library, and that of Docker stacks. */
export function inspectScripts(): InspectScripts {
  return {
    common: textOf("facts.sh"),
    features: {
      ...Object.fromEntries(featureFolders.map((name) => [name, inspectScript(name)])),
      // Under this name the stacks of a guest are recorded as verified, all of which are asked at once.
      stack: `${textOf("stack.sh")}print_stacks\n`,
    },
  };
}

/** Prints one feature's facts. */
export function verifyScript(name: string): string {
  return textOf("facts.sh") + inspectScript(name);
}

/** A feature's own inspect script, and the files and secrets that are the feature's. */
function inspectScript(name: string): string {
  const manifest = readManifest(name);
  if (manifest === undefined) return "";
  const paths = ownedPaths(allContents(manifest));
  const files = paths.length === 0 ? "" : `file_facts ${quoteArgv(paths)}\n`;
  const secrets = Object.entries(manifest.secrets).map(
    ([secret, { path }]) => `secret_fact ${quoteArgv([secret, path])}\n`,
  );
  return textOf(name, "inspect.sh") + files + secrets.join("");
}

/**
 * What installs a feature: its own script, after the functions that it calls, the values that it finds in variables, and
 * put_files with its files, and with its secrets out of those of the stack.
 *
 * @throws {Error} where the stack has not a secret that it takes
 */
export function installScript(
  feature: FeatureDefinition,
  values: ReadonlyMap<string, string> = new Map(),
): string {
  const { install, files, absent, variables } = feature;
  const secrets = feature.secrets.map((secret): OwnedFile => {
    const value = values.get(secret.source);
    if (value === undefined) throw new Error(`the stack has no secret ${secret.source}`);
    return { ...secret, content: contentOf(secret, value) };
  });
  const functions = textOf("facts.sh") + textOf("steps.sh");
  const settings = Object.entries(variables).map(
    ([name, value]) => `${/^[a-z]+_proxy$/i.test(name) ? "export " : ""}${name}=${quoted(value)}\n`,
  );
  return functions + settings.join("") + putFiles([...files, ...secrets], absent) + install;
}

/** The function put_files, which writes files, and drops what must not be there. */
export function putFiles(files: readonly OwnedFile[], absent: readonly string[]): string {
  const puts = files.map(({ path: target, content, owner, mode }) => {
    const encoded = Buffer.from(content).toString("base64");
    return `  put_file ${quoteArgv([target, owner, mode])} <<'END'\n${encoded}\nEND\n`;
  });
  const drops = absent.map((target) => `  drop_file ${quoteArgv([target])}\n`);
  return `put_files() {\n  :\n${puts.join("")}${drops.join("")}}\n`;
}

/** A short name for content: equal for equal texts. */
export function fingerprint(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 12);
}

function optionsOf(
  { options }: FeatureManifest,
  { options: said = {} }: FeatureSettings,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([option, { default: value = "" }]) => [
      option,
      said[option] ?? value,
    ]),
  );
}

/** Where a URL leads that a mirror stands for; of several the one that stands for the most of it. */
function mirrorOf(url: string, mirrors: Readonly<Record<string, string>>): string {
  const known = Object.entries(mirrors)
    .map(([from, to]) => [from.replace(/\/+$/, ""), to.replace(/\/+$/, "")] as const)
    .sort(([a], [b]) => b.length - a.length);
  const found = known.find(([from]) => url === from || url.startsWith(`${from}/`));
  return found === undefined ? url : found[1] + url.slice(found[0].length);
}

function proxyValues({ proxy, no_proxy = [] }: Downloads): Record<string, string> {
  if (proxy === undefined) return {};
  return { proxy, no_proxy: ["localhost", "127.0.0.1", ...no_proxy].join(",") };
}

/** apt and curl read the names in lower case, some programs only those in upper case. */
function proxyVariables(downloads: Downloads): Record<string, string> {
  const { proxy, no_proxy = "" } = proxyValues(downloads);
  if (proxy === undefined) return {};
  const lower = { http_proxy: proxy, https_proxy: proxy, no_proxy };
  const upper = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: no_proxy };
  return { ...lower, ...upper };
}

function mapped(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function quoted(value: string): string {
  return value === "" ? "''" : quoteArgv([value]);
}
