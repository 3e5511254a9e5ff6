import type { FileTree } from "../files/file-tree";

/** The files that a container template of this name unpacks to; undefined for an archive nobody knows. */
export type TemplateTree = (fileName: string) => FileTree | undefined;
