import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crossCheck } from "../config/cross";
import type { Diagnostic } from "../config/diagnostics";
import { formatDiagnostics, hasErrors, isFileProblem } from "../config/diagnostics";
import { kindNames, recognise } from "../config/kinds";
import type { LoadResult } from "../config/load";
import { loadConfig, loadFiles, overlayOf } from "../config/load";
import { displayName, readJsonFile } from "../config/read";
import type { FileKind } from "../config/file-kinds";
import { fileKinds } from "../config/file-kinds";
import type { Json } from "../config/json";
import { unmanaged } from "../config/unmanaged";
import { fieldReport } from "./field-report";

const usage = `npm run validate                      the project's files, with each overlay
npm run validate -- --stack NAME      the project's files with one overlay
npm run validate -- FILE…             these files, together, and what becomes of each of their fields`;

const projectDirectory = join(__dirname, "..", "config");

process.exitCode = main(process.argv.slice(2));

/** Prints what is wrong and returns the exit code: 1 where anything is an error, 2 for a wrong call. */
function main(args: string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { stack: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    if (positionals.length > 0) return validateFiles(positionals);
    return validateProject(values.stack === undefined ? allStacks() : [values.stack]);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n${usage}`);
    return 2;
  }
}

function allStacks(): (string | undefined)[] {
  const overlays = readdirSync(join(projectDirectory, "overlays")).filter((name) =>
    name.endsWith(".json"),
  );
  return [undefined, ...overlays.map((name) => name.slice(0, -".json".length))];
}

/** The base files as they are, and once more below each overlay; what both say is said once. */
function validateProject(stacks: (string | undefined)[]): number {
  const results = stacks.map((stack) => {
    const missing =
      stack === undefined ? [] : readJsonFile(overlayOf(projectDirectory, stack)).diagnostics;
    const absent = missing.filter(({ rule }) => rule === "missing-file");
    const result = loadConfig({
      directory: projectDirectory,
      ...(stack !== undefined && { stack }),
    });
    return {
      ...result,
      diagnostics: [...absent, ...result.diagnostics, ...crossCheck(result.declaration)],
    };
  });
  return print(results);
}

function validateFiles(files: readonly string[]): number {
  const unknown: Diagnostic[] = [];
  const found: { kind: FileKind; file: string; document: Json }[] = [];
  for (const file of files) {
    const { document, diagnostics } = readJsonFile(file);
    if (document === undefined) {
      unknown.push(...diagnostics);
      continue;
    }
    const kind = recognise(document);
    if (typeof kind === "string") found.push({ kind, file, document });
    else {
      const message = kind.reason;
      unknown.push({
        severity: "error",
        file: displayName(file),
        path: "",
        rule: "unknown-kind",
        message,
      });
    }
  }
  const results = groupsOf(found).map((group) => {
    const result = loadFiles(Object.fromEntries(group.map(({ kind, file }) => [kind, file])));
    return { ...result, diagnostics: [...result.diagnostics, ...crossCheck(result.declaration)] };
  });
  const code = print([...results, { declaration: undefined, diagnostics: unknown }]);
  const all = results.flatMap(({ diagnostics }) => diagnostics);
  for (const { kind, file, document } of found) {
    const broken = all.some(
      (finding) => finding.file === displayName(file) && isFileProblem(finding),
    );
    console.log(`${displayName(file)}: ${kindNames[kind]}, ${broken ? "does not load" : "loads"}`);
    for (const line of fieldReport(kind, document)) console.log(line);
  }
  return code;
}

/** Files of different kinds belong together; where a kind comes twice, each file is checked by itself. */
function groupsOf<T extends { kind: FileKind }>(files: readonly T[]): T[][] {
  const together = fileKinds.every(
    (kind) => files.filter((file) => file.kind === kind).length <= 1,
  );
  if (together) return files.length === 0 ? [] : [[...files]];
  console.log("several files of one kind: each file is checked by itself");
  return files.map((file) => [file]);
}

function print(
  results: readonly {
    declaration: LoadResult["declaration"] | undefined;
    diagnostics: Diagnostic[];
  }[],
): number {
  const lines = new Map<string, Diagnostic>();
  for (const finding of results.flatMap(({ diagnostics }) => diagnostics)) {
    lines.set(formatDiagnostics([finding]), finding);
  }
  const diagnostics = [...lines.values()];
  if (diagnostics.length > 0) console.log(formatDiagnostics(diagnostics));
  const later = new Set(results.map(({ declaration }) => declaration && unmanaged(declaration)));
  for (const line of later) if (line !== undefined) console.log(line);
  const count = (severity: string): number =>
    diagnostics.filter((finding) => finding.severity === severity).length;
  console.log(`${count("error")} errors, ${count("warning")} warnings`);
  return hasErrors(diagnostics) ? 1 : 0;
}
