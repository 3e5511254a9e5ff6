import type { RuleId } from "./rule-catalogue";

/** One finding about the configuration, in words for the person who wrote the file. */
export interface Diagnostic {
  /** Errors stop every command; warnings do not; notes say what could not be checked. */
  readonly severity: "error" | "warning" | "note";
  /** The file to edit, relative to the working directory where possible; an overlay's where the overlay says it. */
  readonly file: string;
  /** JSON path inside that file, such as `lxc_configs.950.memory_mb`; empty for the file as a whole. */
  readonly path: string;
  /** Name of the rule, for people and tests to hold on to. */
  readonly rule: RuleId;
  readonly message: string;
}

/** Keys and array indexes from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** One line a finding, errors first, in file order otherwise. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const order = ["error", "warning", "note"];
  return [...diagnostics]
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(formatDiagnostic)
    .join("\n");
}

/** `FILE: PATH: MESSAGE`, with the severity in front of all but errors. */
function formatDiagnostic({ severity, file, path, message }: Diagnostic): string {
  const prefix = severity === "error" ? "" : `${severity}: `;
  return prefix + [file, path, message].filter((part) => part !== "").join(": ");
}

/** True where anything in the list stops the command. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Rules about one file by itself; a file without such a finding loads. */
const fileRules: readonly RuleId[] = [
  "missing-file",
  "unreadable-file",
  "invalid-json",
  "unknown-kind",
  "schema",
  "unknown-key",
  "missing",
];

/** True for a finding because of which a file does not load, as against one of the rules across entries and files. */
export function isFileProblem({ severity, rule }: Diagnostic): boolean {
  return severity === "error" && fileRules.includes(rule);
}

/** A path as people write it: dots between keys, brackets around indexes and around keys with odd characters. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[\w$-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
