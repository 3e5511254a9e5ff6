import { z } from "zod";
import { key } from "../scalars/names";
import { listOf, object } from "../scalars/text";
import { applied, part } from "./field";

const stackReference = z.union(
  [
    key.transform((name) => ({ name, environment: "production" })),
    object({
      name: part("Name of the stack.", key),
      environment: applied("Environment of the stack; production where absent.", key),
    }).transform(({ name, environment = "production" }) => ({ name, environment })),
  ],
  { error: "must be a stack's name, or an object with name and environment" },
);

/** The Docker stacks of a guest. */
export const stackReferences = listOf("stacks", stackReference);
