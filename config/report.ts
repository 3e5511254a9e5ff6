import type { Diagnostic, Path } from "./diagnostics";
import { formatPath } from "./diagnostics";
import type { RuleId } from "./rule-catalogue";
import { fileOf } from "./sources";
import type { Sources } from "./sources";
import type { FileKind } from "./file-kinds";

/** Collects findings and knows in which file each is. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly sources: Pick<Sources, "files" | "overlay">) {}

  error(kind: FileKind, path: Path, rule: RuleId, message: string): void {
    this.#add("error", kind, path, rule, message);
  }

  warning(kind: FileKind, path: Path, rule: RuleId, message: string): void {
    this.#add("warning", kind, path, rule, message);
  }

  /** Something that could not be checked; about no single place. */
  note(rule: RuleId, message: string): void {
    this.diagnostics.push({ severity: "note", file: "", path: "", rule, message });
  }

  #add(
    severity: Diagnostic["severity"],
    kind: FileKind,
    path: Path,
    rule: RuleId,
    message: string,
  ): void {
    const file = fileOf(this.sources, kind, path);
    this.diagnostics.push({ severity, file, path: formatPath(path), rule, message });
  }
}
