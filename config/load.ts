import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "./diagnostics";
import { formatPath, hasErrors } from "./diagnostics";
import type { Json } from "./json";
import { normaliseDocuments } from "./normalise/documents";
import type { Documents } from "./overlays/merge";
import { mergeOverlay } from "./overlays/merge";
import { parseDocuments } from "./parse";
import { displayName, readJsonFile } from "./read";
import { Report } from "./report";
import type { FileKind } from "./file-kinds";
import type { Declaration, PhoenixConfig } from "./types";
import { fileKinds } from "./file-kinds";

export { formatDiagnostics, hasErrors } from "./diagnostics";

/** Names of the four files inside the config folder: the original's. */
export const fileNames: Readonly<Record<FileKind, string>> = {
  hypervisor: "phoenix_hypervisor_config.json",
  lxc: "phoenix_lxc_configs.json",
  vm: "phoenix_vm_configs.json",
  stacks: "phoenix_stacks_config.json",
};

export interface LoadOptions {
  /** Folder of the files and of overlays/. */
  readonly directory: string;
  /** Stack whose overlay `overlays/STACK.json` is applied where there is one. */
  readonly stack?: string;
  /** Overlay to apply instead of that. */
  readonly overlay?: string;
  /** Files to read instead of those in the folder. */
  readonly files?: Readonly<Partial<Record<FileKind, string>>>;
}

export interface LoadResult {
  /** Present where no file had an error. The rules across files are crossCheck's, not the loader's. */
  readonly config?: PhoenixConfig;
  /** What could be read, for rules across files even where something is broken. */
  readonly declaration: Declaration;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads the files of a folder and the overlay of a stack into the one canonical form. Mistakes in them are reported,
 * never thrown: all of all files at once. The VM file and the stacks file may be absent.
 */
export function loadConfig({ directory, stack, overlay: given, files }: LoadOptions): LoadResult {
  const paths = Object.fromEntries(
    fileKinds.flatMap((kind) => {
      const path = files?.[kind] ?? join(directory, fileNames[kind]);
      const optional = kind === "vm" || kind === "stacks";
      const isGiven = files?.[kind] !== undefined || !optional || existsSync(path);
      return isGiven ? [[kind, path]] : [];
    }),
  ) as Partial<Record<FileKind, string>>;
  const overlay = given ?? (stack === undefined ? undefined : overlayOf(directory, stack));
  const loaded = loadFiles(
    paths,
    overlay !== undefined && existsSync(overlay) ? overlay : undefined,
  );
  const declaration = {
    ...loaded.declaration,
    ...(paths.vm === undefined && { vms: loaded.declaration.vms ?? [] }),
    ...(paths.stacks === undefined && { stacks: [] }),
  };
  return complete(declaration, loaded.diagnostics);
}

/** The overlay of a stack; of `organisation/project/stack` the last part counts. */
export function overlayOf(directory: string, stack: string): string {
  return join(
    directory,
    "overlays",
    `${
      stack
        .split("/")
        .at(-1)
        ?.replaceAll(/[^\w.-]/g, "") ?? ""
    }.json`,
  );
}

/** Reads just these files together; a kind that is not among them counts as not given. */
export function loadFiles(
  paths: Readonly<Partial<Record<FileKind, string>>>,
  overlayPath?: string,
): LoadResult {
  const diagnostics: Diagnostic[] = [];
  const read = (path: string): GivenDocument => {
    const result = readJsonFile(path);
    diagnostics.push(...result.diagnostics);
    return { file: displayName(path), document: result.document };
  };
  const given = Object.fromEntries(
    fileKinds.flatMap((kind) => (paths[kind] === undefined ? [] : [[kind, read(paths[kind])]])),
  ) as Partial<Record<FileKind, GivenDocument>>;
  const overlay = overlayPath === undefined ? undefined : read(overlayPath);
  const loaded = loadDocuments(given, overlay);
  return complete(loaded.declaration, [...diagnostics, ...loaded.diagnostics]);
}

/** A document with the name of its file; without a document where the file could not be read. */
export interface GivenDocument {
  readonly file: string;
  readonly document: Json | undefined;
}

/** The same for documents that are read already. */
export function loadDocuments(
  given: Readonly<Partial<Record<FileKind, GivenDocument>>>,
  patch?: GivenDocument,
): LoadResult {
  const entries = Object.entries(given);
  const files = Object.fromEntries(entries.map(([kind, { file }]) => [kind, file]));
  const base: Documents = Object.fromEntries(
    entries.flatMap(([kind, { document }]) => (document === undefined ? [] : [[kind, document]])),
  );
  const unread = fileKinds.filter((kind) => given[kind] && base[kind] === undefined);
  const merged =
    patch?.document === undefined ? undefined : mergeOverlay(base, patch.document, unread);
  const overlay = patch && { file: patch.file, changed: merged?.changed ?? [] };
  const sources = { files, ...(overlay && { overlay }) };
  const report = new Report(sources);
  const documents = merged?.documents ?? base;
  const parsed = parseDocuments(documents, report);
  const declaration = normaliseDocuments(documents, parsed, sources, report);
  const problems = (merged?.problems ?? []).map(({ path, message }): Diagnostic => {
    const file = patch?.file ?? "";
    return { severity: "error", file, path: formatPath(path), rule: "overlay", message };
  });
  return complete(declaration, [...problems, ...report.diagnostics]);
}

function complete(declaration: Declaration, diagnostics: Diagnostic[]): LoadResult {
  const whole = !hasErrors(diagnostics) && isWhole(declaration);
  return { ...(whole && { config: declaration }), declaration, diagnostics };
}

function isWhole(declaration: Declaration): declaration is PhoenixConfig {
  const { hypervisor, containers, vms, stacks } = declaration;
  return [hypervisor, containers, vms, stacks].every((part) => part !== undefined);
}
