import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { HypervisorConfig } from "../../config/types";
import { sha256Of, type FileSpec } from "../../providers/file";
import { File } from "../../providers/resources";
import type { Ground } from "./ground";

type FileConfig = NonNullable<HypervisorConfig["files"]>[number];

/** The declared files, each after the dataset that it lies in. */
export function declareFiles({ parent, config, directory, below }: Ground): void {
  for (const file of config.files ?? []) {
    const spec = fileSpec(file, directory);
    new File(`file-${spec.path}`, spec, { parent, dependsOn: below(spec.path) });
  }
}

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
