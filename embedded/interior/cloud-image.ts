import type { FileTree } from "../files/file-tree";
import { findInArchive, installedStanza, readStatus, unpack, writeStatus } from "./dpkg";
import type { Release } from "./package-table";
import { systemTree } from "./template-tree";

/** What a distribution's image of a virtual machine holds: its base, cloud-init, and what else is named. */
export function cloudImageTree(release: Release, packages: readonly string[]): FileTree {
  const tree = systemTree(release);
  const wanted = ["cloud-init", ...packages].flatMap((name) => findInArchive(name, release) ?? []);
  for (const each of wanted) unpack(tree, each, release);
  writeStatus(tree, [...readStatus(tree), ...wanted.map((each) => installedStanza(each, release))]);
  return tree;
}
