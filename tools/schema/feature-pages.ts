import { featureFolders } from "../../config/features";
import { readManifest, type FeatureManifest } from "../../config/feature-library";

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
  const { description, requires, conflicts, needs, with_gpu } = manifest;
  const flags = needs.pct_options.map((flag) => `\`${flag}=1\` in \`pct_options\``);
  const wants = [
    ...requires.map((each) => `the feature \`${each}\` before it, in the list or in a layer below`),
    ...(needs.gpu === true ? ["a `gpu_assignment`"] : []),
    ...flags,
  ];
  const parts = [
    `# ${name}`,
    `<!-- npm run schema writes this page from features/${name}/manifest.json. -->`,
    `${description}.`,
    wants.length > 0 ? `Needs ${wants.join(", ")}.` : "",
    conflicts.length > 0 ? `Cannot be together with ${conflicts.join(", ")}.` : "",
    optionsOf(name, manifest),
    contentsOf(manifest, "What is compared, and healed"),
    with_gpu === undefined ? "" : contentsOf(with_gpu, "In a guest that sees a GPU"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function optionsOf(name: string, { options }: FeatureManifest): string {
  const entries = Object.entries(options);
  if (entries.length === 0) return "";
  const rows = entries.map(
    ([option, { description, default: value, pattern }]) =>
      `| \`${option}\` | ${escaped(description)} | \`${value}\` | \`${escaped(pattern)}\` |`,
  );
  const [first = "", { default: value = "" } = {}] = entries[0] ?? [];
  const example = JSON.stringify({ feature_options: { [name]: { [first]: value } } });
  return [
    "## Options",
    `In the guest's entry: \`${example.slice(1, -1)}\`.`,
    `| option | meaning | default | must match |\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
  ].join("\n\n");
}

function contentsOf(
  { facts, files }: Pick<FeatureManifest, "facts" | "files">,
  title: string,
): string {
  const rows = [
    ...Object.entries(facts).map(([fact, value]) => `| \`${fact}\` | \`${value}\` |`),
    ...Object.entries(files).map(
      ([path, { owner, mode }]) =>
        `| \`file.${path}\` | the file as the feature writes it, ${owner}, ${mode} |`,
    ),
  ];
  return `## ${title}\n\n| fact | wanted |\n| --- | --- |\n${rows.join("\n")}`;
}

/** A bar would end a table's cell. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
