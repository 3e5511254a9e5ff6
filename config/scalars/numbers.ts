import { z } from "zod";

const LARGEST = 2 ** 31 - 1;

/** A whole number between two limits, both included. */
export function whole(min: number, max = LARGEST): z.ZodInt {
  const error =
    max === LARGEST
      ? `must be a whole number ≥ ${min}`
      : `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A whole number, which the oldest files write as a string of digits. */
export function wholeOrDigits(
  min: number,
): z.ZodUnion<[z.ZodInt, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]> {
  const error = `must be a whole number ≥ ${min}`;
  const digits = z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .refine((value) => Number(value) >= min, { error })
    .transform(Number);
  return z.union([whole(min), digits], { error });
}

/** A number between two limits, both included. */
export function fraction(min: number, max: number): z.ZodNumber {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}
