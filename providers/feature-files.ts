import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { filled } from "../config/feature-contents";
import { libraryFolder, type FeatureContents } from "../config/feature-library";

/** A file in the guest that is a feature's own. */
export interface OwnedFile {
  readonly path: string;
  readonly content: string;
  /** `USER:GROUP`. */
  readonly owner: string;
  /** In octal, such as 0644. */
  readonly mode: string;
}

/** Every file that a feature has in a guest: its own ones, and two for each archive of packages. */
export function ownedFiles(
  feature: string,
  { files, repositories }: FeatureContents,
  values: Readonly<Record<string, string>>,
  atMirror: (url: string) => string,
): OwnedFile[] {
  return [
    ...Object.entries(repositories).flatMap(([name, repository]): OwnedFile[] => {
      const [sources, key] = repositoryFiles(name);
      const url = atMirror(filled(repository.url, values));
      const content = sourcesFile({ ...repository, url, key }, values);
      return [
        { path: key, content: textOf(feature, repository.key), ...readable },
        { path: sources, content, ...readable },
      ];
    }),
    ...Object.entries(files).map(([target, { source, owner, mode }]): OwnedFile => {
      const content = filled(textOf(feature, source), values);
      return {
        path: target,
        content: source.endsWith(".json") ? pruned(content) : content,
        owner,
        mode,
      };
    }),
  ];
}

/** The paths of every file that `ownedFiles` may give. */
export function ownedPaths({ files, repositories }: FeatureContents): string[] {
  return [...Object.keys(repositories).flatMap(repositoryFiles), ...Object.keys(files)];
}

/** As file_facts of features/facts.sh prints it. */
export function factOf({ content, owner, mode }: OwnedFile): string {
  return `${createHash("sha256").update(content).digest("hex").slice(0, 12)} ${owner} ${mode}`;
}

/** A file of the library. */
export function textOf(...file: string[]): string {
  return fs.readFileSync(path.join(libraryFolder, ...file), "utf8");
}

const readable = { owner: "root:root", mode: "0644" };

/** What names an archive to apt, and the key that the archive is signed with (sources.list(5), deb822). */
function repositoryFiles(name: string): [string, string] {
  return [
    `/etc/apt/sources.list.d/phoenix-${name}.sources`,
    `/etc/apt/keyrings/phoenix-${name}.asc`,
  ];
}

function sourcesFile(
  {
    url,
    suite,
    components,
    key,
  }: {
    readonly url: string;
    readonly suite: string;
    readonly components: string;
    readonly key: string;
  },
  values: Readonly<Record<string, string>>,
): string {
  const fields = {
    Types: "deb",
    URIs: url,
    Suites: filled(suite, values),
    // A suite that is a folder has none.
    ...(components !== "" && { Components: filled(components, values) }),
    Architectures: "amd64",
    "Signed-By": key,
  };
  const lines = Object.entries(fields).map(([field, value]) => `${field}: ${value}\n`);
  return `# Written by Phoenix.\n${lines.join("")}`;
}

/** JSON without what has no value: empty texts, and lists and objects of nothing else. */
function pruned(content: string): string {
  const value = prune(JSON.parse(content));
  return `${JSON.stringify(value ?? {}, undefined, 2)}\n`;
}

function prune(value: unknown): unknown {
  if (value === "") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const members = value.map(prune).filter((member) => member !== undefined);
    return members.length > 0 ? members : undefined;
  }
  const members = Object.entries(value)
    .map(([key, member]) => [key, prune(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}
