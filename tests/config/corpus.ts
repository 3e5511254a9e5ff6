import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { crossCheck } from "../../config/cross";
import type { Json } from "../../config/json";
import { isObject, parseJson } from "../../config/json";
import { loadFiles } from "../../config/load";
import type { FileKind } from "../../config/file-kinds";

/** Historical files of the original, beside the project where a founder has them. */
export const corpusDirectory = join(__dirname, "..", "..", "..", "shared", "corpus");

/** `describe` where the corpus is there; otherwise its tests count as skipped, and a line says why. */
export const describeCorpus = existsSync(corpusDirectory) ? describe : describe.skip;

if (!existsSync(corpusDirectory)) {
  console.warn("tests of the corpus are skipped: ../shared/corpus is not there");
}

export function kindOf(file: string): FileKind {
  if (file.includes("lxc_configs")) return "lxc";
  if (file.includes("vm_configs")) return "vm";
  return file.includes("stacks_config") ? "stacks" : "hypervisor";
}

export function readCorpus(file: string): Json {
  return parseJson(readFileSync(join(corpusDirectory, file), "utf8")).value;
}

/** Errors and warnings of some files together, each as `FILE PATH RULE`, sorted. */
export function findingsOf(files: readonly string[]): string[] {
  const paths = Object.fromEntries(
    files.map((file) => [kindOf(file), join(corpusDirectory, file)]),
  );
  const { declaration, diagnostics } = loadFiles(paths);
  return [...diagnostics, ...crossCheck(declaration)]
    .filter(({ severity }) => severity !== "note")
    .map(({ file, path, rule }) => [basename(file), path, rule].join(" "))
    .sort();
}

/** Every key of a document with its path. */
export function keysOfDocument(
  value: Json,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (Array.isArray(value))
    return value.flatMap((child, index) => keysOfDocument(child, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    [...path, key],
    ...keysOfDocument(child, [...path, key]),
  ]);
}

/** A copy of a document in which one key is called otherwise. */
export function withRenamedKey(
  document: Json,
  path: readonly (string | number)[],
  suffix: string,
): Json {
  const [step, ...rest] = path;
  if (Array.isArray(document)) {
    return document.map((child, index) =>
      index === step ? withRenamedKey(child, rest, suffix) : child,
    );
  }
  if (!isObject(document)) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, child]) => {
      if (key !== step) return [key, child];
      return rest.length === 0
        ? [`${key}${suffix}`, child]
        : [key, withRenamedKey(child, rest, suffix)];
    }),
  );
}

/** The document with just that container which a path leads into, where it leads into one. */
export function aroundPath(document: Json, path: readonly (string | number)[]): Json {
  const [list, vmid] = path;
  const containers =
    isObject(document) && list === "lxc_configs" ? document["lxc_configs"] : undefined;
  if (!isObject(document) || !isObject(containers) || typeof vmid !== "string") return document;
  return { ...document, lxc_configs: { [vmid]: containers[vmid] ?? null } };
}
