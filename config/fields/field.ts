import { z } from "zod";

/** What becomes of a field that a file declares. */
export type Effect =
  /** Phoenix brings the host or the guest to it. */
  | { readonly kind: "applied" }
  /** Read and checked, not managed yet; `area` is what reports call it. */
  | { readonly kind: "later"; readonly area: string }
  /** Accepted so that files of the original load; `reason` says why it does nothing. A rule refuses it, or nothing. */
  | { readonly kind: "none"; readonly reason: string; readonly isRefused?: true }
  /** Meant for people who read the file. */
  | { readonly kind: "annotation" }
  /** An older spelling; `modern` is the field to write instead. */
  | { readonly kind: "alias"; readonly modern: string };

const effects = z.registry<Effect>();

/** An optional field that Phoenix applies. */
export function applied<T extends z.ZodType>(meaning: string, schema: T): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), { kind: "applied" });
}

/** A field that Phoenix applies and that must be given. */
export function required<T extends z.ZodType>(meaning: string, schema: T): T {
  return mark(meaning, schema, { kind: "applied" });
}

/** An optional field that is read and checked but not managed yet. */
export function later<T extends z.ZodType>(
  area: string,
  meaning: string,
  schema: T,
): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), { kind: "later", area });
}

/** An optional field for people who read the file. */
export function annotation<T extends z.ZodType>(meaning: string, schema: T): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), { kind: "annotation" });
}

/** An optional field of the original's files that does nothing here, and why. */
export function inert<T extends z.ZodType>(
  reason: string,
  meaning: string,
  schema: T,
): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), { kind: "none", reason });
}

/** A field of the original's files that makes a file be refused, by a rule that says what to write instead. */
export function refused<T extends z.ZodType>(
  reason: string,
  meaning: string,
  schema: T,
): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), { kind: "none", reason, isRefused: true });
}

/** An optional field that older files use for what is written elsewhere today. */
export function alias<T extends z.ZodType>(modern: string, schema: T): z.ZodExactOptional<T> {
  return mark(`Older spelling of ${modern}.`, z.exactOptional(schema), { kind: "alias", modern });
}

/** One alternative of a union that only older files use. */
export function legacyForm<T extends z.ZodType>(modern: string, schema: T): T {
  return mark(`Older form; write ${modern}.`, schema, { kind: "alias", modern });
}

/** A field that must be given inside something that has an effect as a whole. */
export function part<T extends z.ZodType>(meaning: string, schema: T): T {
  return mark(meaning, schema, undefined);
}

/** A group of fields that each have an effect of their own. */
export function group<T extends z.ZodType>(meaning: string, schema: T): z.ZodExactOptional<T> {
  return mark(meaning, z.exactOptional(schema), undefined);
}

/** The effect that was given to exactly this schema; a field inside a group or a list has its parent's. */
export function effectOf(schema: z.core.$ZodType): Effect | undefined {
  return effects.get(schema as z.ZodType);
}

/** The sentence that was given to this schema. */
export function meaningOf(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema as z.ZodType)?.description;
}

function mark<T extends z.ZodType>(meaning: string, schema: T, effect: Effect | undefined): T {
  // A schema object is shared by every field of its kind, a mark belongs to one field.
  const own = schema.clone();
  const deprecated = effect?.kind === "alias" ? { deprecated: true } : {};
  z.globalRegistry.add(own, { description: meaning, ...deprecated });
  if (effect) effects.add(own, effect);
  return own;
}
