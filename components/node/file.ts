import path from "node:path";
import type { HypervisorConfig } from "../../config/types";
import { sha256Of, type FileSpec } from "../../providers/file";
import { File } from "../../providers/resources";
import type { Ground } from "./ground";
import { readSource } from "./source";

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
  const { path: given, owner = "root", mode = "0644" } = file;
  const content = file.content ?? readSource(directory, given, file.source);
  return {
    path: path.posix.normalize(given),
    content,
    sha256: sha256Of(content),
    owner: owner.includes(":") ? owner : `${owner}:${owner}`,
    mode,
  };
}
