import { z } from "zod";

/**
 * A string of a closed shape; `expectation` completes the sentence "must be …". The pattern goes into a JSON Schema,
 * which has no flags. No word of a command line or a configuration file needs more than `most` characters.
 */
export function text(expectation: string, pattern: RegExp, most = 4096): z.ZodString {
  const error = `must be ${expectation}`;
  return z
    .string({ error })
    .max(most, { error: `must have at most ${most} characters`, abort: true })
    .regex(pattern, { error });
}

/** Free text on one line. */
export const line = text("text on one line", /^[^\u0000-\u001f\u007f-\u009f]*$/);

/** Free text of any number of lines. */
export const paragraph = text(
  "text without control characters",
  /^[^\u0000-\u001f\u007f-\u009f]*(?:\n[^\u0000-\u001f\u007f-\u009f]*)*$/,
);

/** One of a closed list of words. */
export function oneOf<const T extends readonly [string, ...string[]]>(
  words: T,
): z.ZodEnum<{ [K in T[number]]: K }> {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

export const boolean = z.boolean({ error: "must be true or false" });

/** An array, with an expectation of its own. */
export function listOf<T extends z.ZodType>(what: string, element: T): z.ZodArray<T> {
  return z.array(element, { error: `must be a list of ${what}` });
}

/** An object whose keys are all known. */
export function object<T extends z.core.$ZodLooseShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, { error: "must be an object" });
}

/** An object with free keys of a closed shape. */
export function mapOf<V extends z.ZodType>(
  keys: z.ZodString,
  value: V,
): z.ZodRecord<z.ZodString, V> {
  return z.record(keys, value, { error: "must be an object" });
}
