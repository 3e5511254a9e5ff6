import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { featureFolders, featureNames } from "../../config/features";
import { allContents, givenValues } from "../../config/feature-contents";
import { libraryFolder, readManifest, type FeatureManifest } from "../../config/feature-library";
import { installScript, readFeature, verifyScript } from "../../providers/features";
import { onPath, testWith } from "../workshop/programs";

const noble = { id: "ubuntu", release: "24.04", codename: "noble" } as const;
const proxy = "http://10.0.0.5:3128";

/** A feature with everything that it may have anywhere but what only other options bring. */
const full = (name: string) =>
  readFeature(name, {
    options: { driver_version: "580.76.05" },
    gpus: 2,
    distribution: noble,
    downloads: { proxy },
  });

const shellcheck = onPath("shellcheck");

describe.each(featureFolders)("%s", (name) => {
  const manifest = readManifest(name) as FeatureManifest;

  test("takes its own defaults", () => {
    for (const [option, { default: value, pattern }] of Object.entries(manifest.options)) {
      if (value === undefined) continue;
      expect(full(name)?.options[option]).toMatch(new RegExp(`^(?:${pattern})$`));
    }
  });

  test("has no option with the name of a value that guests give", () => {
    const given = Object.keys(givenValues({ gpus: 0, distribution: noble }));
    for (const option of Object.keys(manifest.options)) {
      expect([...given, "proxy", "no_proxy"]).not.toContain(option);
    }
  });

  test("names only features that there are", () => {
    expect(featureNames).toEqual(
      expect.arrayContaining([...manifest.requires, ...manifest.conflicts]),
    );
  });

  test("leaves no placeholder in what it writes and compares", () => {
    const { files = [], facts, variables } = full(name) ?? {};
    const texts = [
      ...files.map(({ content }) => content),
      ...Object.values({ ...facts, ...variables }),
    ];
    for (const text of texts) expect(text).not.toMatch(/\{[a-z][a-z0-9_]*\}/);
  });

  test("has nothing in its folder that it does not use", () => {
    const sources = [manifest, ...manifest.when].flatMap(({ files, repositories }) => [
      ...Object.values(files).map(({ source }) => source),
      ...Object.values(repositories).map(({ key }) => key),
    ]);
    const used = new Set(["manifest.json", "install.sh", "inspect.sh", ...sources]);
    expect(fs.readdirSync(path.join(libraryFolder, name)).sort()).toEqual([...used].sort());
  });

  test("prints every fact that it compares, in its inspect script or for a file", () => {
    const script = fs.readFileSync(path.join(libraryFolder, name, "inspect.sh"), "utf8");
    for (const fact of Object.keys(allContents(manifest).facts)) {
      const [kind = "", ...rest] = fact.split(".");
      const isPart = kind === "service" || kind === "container";
      const subject = isPart ? rest.slice(0, -1) : rest;
      for (const word of [kind, ...subject]) expect(script).toContain(word);
    }
  });

  testWith(shellcheck, "has scripts in which shellcheck finds nothing", (program) => {
    const feature = full(name);
    if (feature === undefined) throw new Error(`no feature ${name}`);
    for (const script of [installScript(feature), verifyScript(name)]) {
      // Not every function is called by every feature, nor every value used.
      const options = ["-s", "bash", "-e", "SC2034,SC2329,SC2317", "-"];
      const { status, stdout } = spawnSync(program, options, { input: script, encoding: "utf8" });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    }
  });

  test("stops at the first command that fails", () => {
    const script = fs.readFileSync(path.join(libraryFolder, name, "install.sh"), "utf8");
    expect(script).toMatch(/^set -euo pipefail$/m);
  });
});

testWith(
  shellcheck,
  "shellcheck finds nothing in what runs Docker stacks and asks machines",
  (program) => {
    const text = (...file: string[]) => fs.readFileSync(path.join(libraryFolder, ...file), "utf8");
    const scripts = [
      ["facts.sh", "steps.sh", "stack.sh"].map((name) => text(name)).join(""),
      text("..", "host", "scripts", "in-machine.sh"),
    ];
    for (const input of scripts) {
      const options = ["-s", "bash", "-e", "SC2034,SC2154,SC2329,SC2317", "-"];
      const { status, stdout } = spawnSync(program, options, { input, encoding: "utf8" });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    }
  },
);

test("a proxy and a mirror are what a feature's downloads go through", () => {
  const downloads = {
    proxy,
    no_proxy: ["10.0.0.0/24"],
    mirrors: {
      "https://download.docker.com": "http://mirror.example/other",
      "https://download.docker.com/linux/": "http://mirror.example/docker/",
    },
  };
  const feature = readFeature("docker", { distribution: noble, downloads });
  const sources = feature?.files.find(({ path: each }) => each.endsWith("docker.sources"));
  expect(sources?.content).toContain("URIs: http://mirror.example/docker/ubuntu\n");
  expect(feature?.variables).toMatchObject({
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    no_proxy: "localhost,127.0.0.1,10.0.0.0/24",
  });
});

test("what a feature writes elsewhere only is taken away", () => {
  const plain = readFeature("docker", { distribution: noble });
  const config = "/etc/nvidia-container-runtime/config.toml";
  expect(plain?.absent).toContain(config);
  expect(plain?.facts[`file.${config}`]).toBe("missing");
  expect(full("docker")?.absent).toEqual([]);
});

test("a file in JSON has no members without a value", () => {
  const contentOf = (options: Record<string, string>) =>
    JSON.parse(
      readFeature("docker", { options })?.files.find(({ path: each }) => each.endsWith(".json"))
        ?.content ?? "",
    ) as unknown;
  expect(contentOf({})).not.toHaveProperty("registry-mirrors");
  expect(contentOf({ registry_mirror: "http://mirror.example" })).toHaveProperty(
    "registry-mirrors",
    ["http://mirror.example"],
  );
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
