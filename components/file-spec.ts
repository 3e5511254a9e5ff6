import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { HypervisorConfig } from "../config/types";
import { sha256Of, type FileSpec } from "../providers/file";

export type FileConfig = NonNullable<HypervisorConfig["files"]>[number];

/** A declared file with its content, which may stand in a file of the folder of the configuration. */
export function fileSpec(file: FileConfig, directory: string): FileSpec {
  const { path: given, content = read(file, directory), owner = "root", mode = "0644" } = file;
  return {
    path: path.posix.normalize(given),
    content,
    sha256: sha256Of(content),
    owner: owner.includes(":") ? owner : `${owner}:${owner}`,
    mode,
  };
}

function read({ path: target, source = "" }: FileConfig, directory: string): string {
  const from = path.resolve(directory, source);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(from));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "no UTF-8";
    throw new pulumi.RunError(`Unable to read ${from}, the source of ${target}: ${why}`);
  }
}
