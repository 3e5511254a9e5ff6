import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FieldCoverage, KindCoverage } from "./coverage";

const root = path.resolve(__dirname, "../..");
const page = path.join(root, "docs/drift-coverage.md");

/** Runs all tests of drift, and writes what they tried as the page in docs/. */
function main(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-coverage-"));
  try {
    const { status } = spawnSync("npx", ["jest", "tests/drift"], {
      cwd: root,
      env: { ...process.env, PHOENIX_DRIFT_COVERAGE: folder },
      stdio: "inherit",
    });
    if (status !== 0) throw new Error("a test of drift fails: the page stays as it is");
    const kinds = fs
      .readdirSync(folder)
      .sort()
      .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as KindCoverage);
    fs.writeFileSync(page, coveragePage(kinds));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function coveragePage(kinds: readonly KindCoverage[]): string {
  const fields = kinds.flatMap((kind) => Object.values(kind.fields));
  const sum = (count: (field: FieldCoverage) => number) =>
    fields.reduce((total, field) => total + count(field), 0);
  return `${`
# What drift is seen and healed

\`npm run drift:coverage\` writes this page, from the tests in \`tests/drift/\`: for every field of every kind, somebody changes
it on the host by hand (for a set: something of it is gone, something foreign is in it). Preview has to name exactly that field,
with both values; up has to heal it; a second up must change nothing. A field without such a test fails the build.

${kinds.length} kinds, ${fields.length} fields; ${sum(({ healed }) => healed)} drifts were seen and healed, ${sum(({ refused }) => refused)} seen and refused, because something would have been lost.
Calls are the changes of the host that healing one of them took.

| kind | field | healed | refused | calls |
| --- | --- | --- | --- | --- |
${kinds.flatMap(rows).join("\n")}

## Not compared

| kind | field | why |
| --- | --- | --- |
${kinds
  .flatMap(({ kind, notCompared }) =>
    Object.entries(notCompared).map(([field, why]) => `| ${kind} | \`${field}\` | ${why} |`),
  )
  .join("\n")}
`.trim()}\n`;
}

function rows({ kind, fields }: KindCoverage): string[] {
  return Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, { healed, refused, calls }]) => {
      const [least = "", most = ""] = calls ?? [];
      const range = least === most ? `${least}` : `${least}–${most}`;
      return `| ${kind} | \`${field}\` | ${healed || ""} | ${refused || ""} | ${range} |`;
    });
}

main();
