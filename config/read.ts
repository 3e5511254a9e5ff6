import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import type { Diagnostic } from "./diagnostics";
import { formatPath } from "./diagnostics";
import type { Json } from "./json";
import type { RuleId } from "./rule-catalogue";
import { JsonError, parseJson } from "./json";

export interface ReadResult {
  /** Absent where the file could not be read. */
  readonly document?: Json;
  readonly diagnostics: Diagnostic[];
}

/** Reads one JSON file; every mistake becomes a finding. */
export function readJsonFile(file: string): ReadResult {
  const shown = displayName(file);
  const fail = (rule: RuleId, message: string): ReadResult => ({
    diagnostics: [{ severity: "error", file: shown, path: "", rule, message }],
  });
  if (!existsSync(file)) return fail("missing-file", "there is no such file");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return fail(
      "unreadable-file",
      `cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`,
    );
  }
  try {
    const { value, duplicates } = parseJson(text);
    const diagnostics = duplicates.map(({ path, line }): Diagnostic => {
      const isVmid = path.length === 2 && path[0] === "lxc_configs";
      const rule = isVmid ? "duplicate-vmid" : "duplicate-key";
      const message = `is given twice, again in line ${line}; all but the last would be lost`;
      return { severity: "error", file: shown, path: formatPath(path), rule, message };
    });
    return { document: value, diagnostics };
  } catch (error) {
    if (error instanceof JsonError)
      return fail("invalid-json", `${error.line}:${error.column}: is not JSON: ${error.reason}`);
    throw error;
  }
}

/** A file's name as messages show it: relative to the working directory where it lies below. */
export function displayName(file: string): string {
  const short = relative(process.cwd(), file);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? file : short;
}
