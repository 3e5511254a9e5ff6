import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** Text of a file that the configuration names; `whose` is what it is the source of. */
export function readSource(directory: string, whose: string, source = ""): string {
  const from = path.resolve(directory, source);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(from));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "no UTF-8";
    throw new pulumi.RunError(`Unable to read ${from}, the source of ${whose}: ${why}`);
  }
}
