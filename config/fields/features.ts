import { z } from "zod";
import { applied } from "./field";
import { mapOf, text } from "../scalars/text";

const optionValue = z
  .union(
    [
      text(
        "a word of letters, digits and . _ : / @ % + = , -",
        /^(?!.*\.\.)(?:[A-Za-z0-9/][A-Za-z0-9._:/@%+=,-]*)?$/,
      ),
      z.number(),
      z.boolean(),
    ],
    {
      error: "must be a word of letters, digits and . _ : / @ % + = , -, a number, true or false",
    },
  )
  .transform(String);

/** Options of features, by feature. */
export const featureOptions = mapOf(
  text("a feature's name", /^[a-z][a-z0-9_]*$/),
  mapOf(
    text("an option's name (lower-case letters, digits and _)", /^[a-z][a-z0-9_]*$/),
    optionValue,
  ),
);

const secretNames = mapOf(
  text("a feature's name", /^[a-z][a-z0-9_]*$/),
  mapOf(
    text("a secret's name (lower-case letters, digits and _)", /^[a-z][a-z0-9_]*$/),
    text(
      "a name in phoenix:guestSecrets (letters, digits, _, - or .)",
      /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    ),
  ),
);

/** Names of secrets that features take, by feature. */
export const featureSecrets = applied(
  "Secrets that features take, by feature: docs/features/ says which each has. The values are names in the stack's phoenix:guestSecrets.",
  secretNames,
);
