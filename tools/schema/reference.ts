import type { Effect } from "../../config/fields/field";
import { effectOf } from "../../config/fields/field";
import type { Field } from "../../config/fields/paths";
import { fieldsOf } from "../../config/fields/paths";
import { alternatives, definitionOf } from "../../config/fields/walk";
import { kindNames } from "../../config/kinds";
import { fileNames } from "../../config/load";
import { namedLists } from "../../config/overlays/named-lists";
import { ruleCatalogue } from "../../config/rule-catalogue";
import { schemas } from "../../config/parse";
import { fileKinds } from "../../config/file-kinds";
import type { z } from "zod";

/** docs/configuration.md: every field of the four files. */
export function reference(): string {
  return `${[introduction(), overlays(), rules(), ...fileKinds.map(chapter)].join("\n\n")}\n`;
}

function introduction(): string {
  return `# Configuration

Generated from the schemas in config/ by \`npm run schema\`; \`npm run validate\` checks files against the same schemas.

Phoenix reads ${fileKinds.map((kind) => `\`${fileNames[kind]}\` (${kindNames[kind]})`).join(", ")} from the folder config/.
The last two may be absent. The format is the original's: its files are read as they are, older spellings with a warning.
Every object is closed: a key that is not listed here is an error. Sizes in \`_gb\` are GiB, sizes in \`_mb\` are MiB.

The column **Effect** says what becomes of a field:

- **applied**: Phoenix brings the host or the guest to it.
- **not yet**: read and checked, not managed yet. \`npm run validate\` and \`pulumi preview\` name these areas in one line.
- **none**: accepted so that files of the original load; a warning says why it does nothing.
- **for readers**: a note for people and editors.
- **older spelling**: accepted with a warning that names the field to write instead; an error where both are given and
  differ.

In the column **Field** a star stands for a free key, and brackets for the elements of a list.`;
}

function overlays(): string {
  const lists = Object.entries(namedLists).map(
    ([path, names]) => `| \`${path}\` | ${names.map((name) => `\`${name}\``).join(" or ")} |`,
  );
  return `## Overlays

\`config/overlays/STACK.json\` changes the files for one stack. It has the keys \`hypervisor\`, \`lxc\`, \`vm\` and \`stacks\`,
each a JSON merge patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)) for that file: objects are merged, \`null\`
removes a key, everything else replaces what the file says. Lists are replaced whole, with two exceptions:

- A list of named things may be given as an object whose keys are the names; each value is a merge patch for that
  element, and \`null\` removes it. A name that the list does not have is an error. Where two datasets have one name,
  \`pool/name\` says which.
- \`properties\` given as an object are merged into the file's, even where the file writes them as a string.

\`\`\`json
{ "hypervisor": { "zfs": { "datasets": { "lxc-disks": { "properties": { "quota": "100G" } } } } } }
\`\`\`

| List | Named by |
| --- | --- |
${lists.join("\n")}`;
}

function rules(): string {
  const rows = Object.entries(ruleCatalogue).map(
    ([rule, meaning]) => `| \`${rule}\` | ${meaning} |`,
  );
  return `## Rules

What a finding's rule means. Most are errors, which stop every command; what only wastes something is a warning.

| Rule | Finds |
| --- | --- |
${rows.join("\n")}`;
}

function chapter(kind: keyof typeof schemas): string {
  const all = fieldsOf(schemas[kind]);
  const fields = all.filter((field) => isShown(field) && !isListed(field, all));
  const rows = unique(fields.map(row));
  return [
    `## \`${fileNames[kind]}\``,
    `JSON Schema: \`config/schema/${fileNames[kind].replace(/json$/, "schema.json")}\``,
    [
      "| Field | Takes | Where absent | Meaning | Effect |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  ].join("\n\n");
}

/** Free keys speak for themselves, and parts without a meaning lie in what has no effect as a whole. */
function isShown({ path, meaning }: Field): boolean {
  return meaning !== undefined && path.at(-1) !== "*";
}

/** One thing that may stand without the list that it is told of in. */
function isListed({ path }: Field, all: readonly Field[]): boolean {
  const plain = (other: readonly string[]) => other.filter((step) => step !== "[]").join(".");
  return all.some((other) => other.path.length > path.length && plain(other.path) === plain(path));
}

function row(field: Field): string {
  const { meaning = "", isRequired, effect, path } = field;
  const [, text = meaning, absent] = /^(.*); ([^;]+) where absent\.$/.exec(meaning) ?? [];
  const sentence = absent === undefined ? text : `${text}.`;
  const cells = [
    `\`${path.join(".").replaceAll(".[]", "[]")}\``,
    takes(field.schema),
    isRequired ? "**required**" : (absent ?? "–"),
    sentence,
    effectText(effect),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function takes(schema: z.core.$ZodType): string {
  const modern = alternatives(schema).filter(
    (option) => effectOf(option)?.kind !== "alias" || option === schema,
  );
  const options = modern.map((option) => expectationOf(option));
  return unique(options).join(", or ");
}

/** The words after "must be" in the message that a schema gives. */
function expectationOf(schema: z.core.$ZodType): string {
  const { type, entries, values } = definitionOf(schema);
  if (type === "object" || type === "record") return "object";
  if (type === "null") return "null";
  if (values) return values.map(String).join(", ");
  if (entries)
    return `one of ${Object.keys(entries)
      .map((word) => `\`${word}\``)
      .join(", ")}`;
  const message = messageOf(schema);
  return message.replace(/^must be (?:a list of )?/, (found) =>
    found.includes("list") ? "list of " : "",
  );
}

function messageOf(schema: z.core.$ZodType): string {
  const result = (schema as z.ZodType).safeParse(Symbol("no value"));
  return result.error?.issues[0]?.message ?? "anything";
}

function effectText(effect: Effect | undefined): string {
  switch (effect?.kind) {
    case "applied":
      return "applied";
    case "later":
      return `not yet (${effect.area})`;
    case "none":
      return `none: ${effect.reason}`;
    case "annotation":
      return "for readers";
    case "alias":
      return `older spelling of ${effect.modern}`;
    case undefined:
      return "see below";
  }
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
