import type { z } from "zod";
import type { Path } from "./diagnostics";
import { childOf, keysOf } from "./fields/walk";
import type { Json } from "./json";
import { isObject } from "./json";
import { suggestion } from "./nearest";

/** One thing that a schema found wrong. */
export interface Problem {
  readonly path: Path;
  readonly rule: "schema" | "unknown-key" | "missing";
  readonly message: string;
}

/** What a schema's findings mean, in words: one problem a value, unknown keys with the nearest known one. */
export function problemsOf(
  schema: z.core.$ZodType,
  document: Json,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  const problems = issues.flatMap((issue) => problemsOfIssue(schema, document, issue, []));
  // Two checks of one value may say the same.
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...distinct.values()];
}

function problemsOfIssue(
  schema: z.core.$ZodType,
  document: Json,
  issue: z.core.$ZodIssue,
  base: Path,
): Problem[] {
  const path = [...base, ...(issue.path as Path)];
  const value = valueAt(document, path);
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(schemaAt(schema, path) ?? schema);
    return issue.keys.map((key) => ({
      path: [...path, key],
      rule: "unknown-key",
      message: `is not a known key${suggestion(key, known)}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const inner = meantAlternative(issue.errors);
    if (inner) return inner.flatMap((nested) => problemsOfIssue(schema, document, nested, path));
  }
  if (value === undefined) return [missing(path, issue.message)];
  if (issue.code === "invalid_key") {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ path, rule: "unknown-key", message: `the key ${message}` }];
  }
  const hint =
    issue.code === "invalid_value" && typeof value === "string"
      ? suggestion(value, issue.values.map(String))
      : "";
  return [{ path, rule: "schema", message: `${issue.message}, got ${show(value)}${hint}` }];
}

/** The one alternative whose shape the value has, so that its own findings say more than the union's. */
function meantAlternative(
  errors: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const meant = errors.filter(
    (issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  return meant.length === 1 ? meant[0] : undefined;
}

function missing(path: Path, message: string): Problem {
  return { path, rule: "missing", message: `is missing; ${message}` };
}

function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>(
    (found, step) => (found ? childOf(found, step) : undefined),
    schema,
  );
}

function valueAt(document: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((found, step) => {
    if (Array.isArray(found)) return typeof step === "number" ? found[step] : undefined;
    return isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }, document);
}

function show(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
