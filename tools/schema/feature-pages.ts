import { featureFolders } from "../../config/features";
import {
  readManifest,
  type FeatureCondition,
  type FeatureContents,
  type FeatureManifest,
} from "../../config/feature-library";
import { fieldSources } from "../../config/guest-fields";

/** A page of documentation for each feature of the library, by file name. */
export function featurePages(): Record<string, string> {
  return Object.fromEntries(
    featureFolders.flatMap((name) => {
      const manifest = readManifest(name);
      return manifest === undefined ? [] : [[`${name}.md`, page(name, manifest)]];
    }),
  );
}

function page(name: string, manifest: FeatureManifest): string {
  const { description, requires, conflicts, needs, when } = manifest;
  const flags = needs.pct_options.map((flag) => `\`${flag}=1\` in \`pct_options\``);
  const wants = [
    ...requires.map((each) => `the feature \`${each}\` before it, in the list or in a layer below`),
    ...(needs.gpu === true ? ["a `gpu_assignment`"] : []),
    ...flags,
    ...(needs.distributions === undefined ? [] : [needs.distributions.join(" or ")]),
  ];
  const parts = [
    `# ${name}`,
    `<!-- npm run schema writes this page from features/${name}/manifest.json. -->`,
    `${description}.`,
    wants.length > 0 ? `Needs ${wants.join(", ")}.` : "",
    conflicts.length > 0 ? `Cannot be together with ${conflicts.join(", ")}.` : "",
    manifest.in_clones ? "Clones of a guest that has it have it as well, as it is in each." : "",
    optionsOf(name, manifest),
    secretsOf(name, manifest),
    contentsOf(manifest, "What is compared, and healed"),
    ...when.map((part) => contentsOf(part, titleOf(part))),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function titleOf({ gpu, proxy, options }: FeatureCondition): string {
  const conditions = [
    ...(gpu === true ? ["the guest sees a GPU"] : []),
    ...(proxy === true ? ["`downloads.proxy` is declared"] : []),
    ...Object.entries(options).map(([option, pattern]) => `\`${option}\` is \`${pattern}\``),
  ];
  return `Where ${conditions.join(" and ")}`;
}

function optionsOf(name: string, { options }: FeatureManifest): string {
  const entries = Object.entries(options).filter(([, { field }]) => field === undefined);
  if (entries.length === 0) return fieldsOf(options);
  const rows = entries.map(([option, { description, pattern, ...rest }]) => {
    const from =
      rest.configuration === undefined ? "" : `\`${rest.configuration}\` of the configuration`;
    const value = rest.default === undefined ? "" : code(rest.default);
    const fallback = [from, value].filter((part) => part !== "").join(", else ");
    return `| \`${option}\` | ${escaped(description)} | ${fallback} | ${code(pattern)} |`;
  });
  const example = { feature_options: { [name]: exampleOf(entries) } };
  return [
    "## Options",
    `In the guest's entry: \`${JSON.stringify(example).slice(1, -1)}\`.`,
    `| option | meaning | default | must match |\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
    ...[fieldsOf(options)].filter((text) => text !== ""),
  ].join("\n\n");
}

/** What no option says. */
function fieldsOf(options: FeatureManifest["options"]): string {
  return Object.values(options)
    .flatMap(({ description, field }) =>
      field === undefined
        ? []
        : [`${description} ${fieldSources[field]} of the guest's entry say it.`],
    )
    .join("\n\n");
}

function secretsOf(name: string, { secrets }: FeatureManifest): string {
  const entries = Object.entries(secrets);
  const [first] = entries;
  if (first === undefined) return "";
  const example = { feature_secrets: { [name]: { [first[0]]: "NAME" } } };
  const rows = entries.map(
    ([secret, { description, required, path, owner, mode }]) =>
      `| \`${secret}\` | ${escaped(description)} | ${required ? "required" : ""} | \`${path}\`, ${owner}, ${mode} |`,
  );
  return [
    "## Secrets",
    `In the guest's entry, with a name in the stack's \`phoenix:guestSecrets\`: \`${JSON.stringify(example).slice(1, -1)}\`.`,
    `| secret | meaning | | in the guest |\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
  ].join("\n\n");
}

function exampleOf(
  entries: readonly (readonly [string, FeatureManifest["options"][string]])[],
): Record<string, string> {
  const [name = "", { default: value = "" } = {}] =
    entries.find(([, option]) => option.default !== undefined && option.default !== "") ?? [];
  return { [name]: value };
}

function contentsOf(
  { repositories, downloads, facts, files }: FeatureContents,
  title: string,
): string {
  const sources = [
    ...Object.entries(repositories).map(
      ([name, { url, distributions }]) =>
        `Packages come from the archive \`${name}\` at \`${url}\`, signed with the key in the feature's folder, for ${distributions.join(", ")}.`,
    ),
    ...Object.values(downloads).map(({ url, sha256 }) =>
      sha256 === undefined
        ? `Downloads from \`${url}\`.`
        : `Downloads \`${url}\`, SHA-256 \`${sha256}\`.`,
    ),
  ];
  const rows = [
    ...Object.entries(facts).map(([fact, value]) => `| \`${fact}\` | \`${value}\` |`),
    ...Object.entries(files).map(
      ([path, { owner, mode }]) =>
        `| \`file.${path}\` | the file as the feature writes it, ${owner}, ${mode} |`,
    ),
    ...Object.keys(repositories).map(
      (name) => `| \`file.…/phoenix-${name}.…\` | the archive's address, and its key |`,
    ),
  ];
  if (rows.length === 0) return "";
  const table = `| fact | wanted |\n| --- | --- |\n${rows.join("\n")}`;
  return [`## ${title}`, ...sources, table].join("\n\n");
}

function code(text: string): string {
  return text === "" ? "empty" : `\`${escaped(text)}\``;
}

/** A bar would end a table's cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
