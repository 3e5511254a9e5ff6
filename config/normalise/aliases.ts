import type { Path } from "../diagnostics";
import type { Report } from "../report";
import type { FileKind } from "../file-kinds";

/** One value out of a modern field and its older spelling; both with different values are an error. */
export function resolveAlias<T>(
  report: Report,
  kind: FileKind,
  modern: { name: string; value: T | undefined },
  older: { path: Path; value: T | undefined },
): T | undefined {
  if (modern.value === undefined) return older.value;
  if (older.value !== undefined && !same(modern.value, older.value)) {
    const message = `says ${JSON.stringify(older.value)}, but ${modern.name} says ${JSON.stringify(modern.value)}; remove it`;
    report.error(kind, older.path, "alias-conflict", message);
  }
  return modern.value;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
