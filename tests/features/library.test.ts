import fs from "node:fs";
import path from "node:path";
import { featureFolders, featureNames } from "../../config/features";
import { libraryFolder, readManifest, type FeatureManifest } from "../../config/feature-library";
import { readFeature } from "../../providers/features";

describe.each(featureFolders)("%s", (name) => {
  const manifest = readManifest(name) as FeatureManifest;

  test("takes its own defaults", () => {
    for (const { default: value, pattern } of Object.values(manifest.options)) {
      expect(value).toMatch(new RegExp(`^(?:${pattern})$`));
    }
  });

  test("names only features that there are", () => {
    expect(featureNames).toEqual(
      expect.arrayContaining([...manifest.requires, ...manifest.conflicts]),
    );
  });

  test("leaves no placeholder in what it writes and compares", () => {
    const { files = [], facts } = readFeature(name, { gpu: true }) ?? {};
    const texts = [...files.map(({ content }) => content), ...Object.values(facts ?? {})];
    for (const text of texts) expect(text).not.toMatch(/\{[a-z][a-z0-9_]*\}/);
  });

  test("has nothing in its folder that it does not use", () => {
    const sources = [manifest, manifest.with_gpu].flatMap((each) =>
      Object.values(each?.files ?? {}).map(({ source }) => source),
    );
    const used = new Set(["manifest.json", "install.sh", "inspect.sh", ...sources]);
    expect(fs.readdirSync(path.join(libraryFolder, name)).sort()).toEqual([...used].sort());
  });
});

test("options change the files, the facts and the fingerprint, and nothing else does", () => {
  const plain = readFeature("nginx");
  const same = readFeature("nginx", { options: { client_max_body_size: "100m" } });
  const other = readFeature("nginx", { options: { client_max_body_size: "1g" } });
  expect(same).toEqual(plain);
  expect(other?.fingerprint).not.toBe(plain?.fingerprint);
  expect(other?.files[0]?.content).toContain("client_max_body_size 1g;");
  const changed = Object.keys(other?.facts ?? {}).filter(
    (fact) => other?.facts[fact] !== plain?.facts[fact],
  );
  expect(changed).toEqual(["file./etc/nginx/conf.d/phoenix.conf"]);
});
