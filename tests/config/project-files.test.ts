import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { crossCheck } from "../../config/cross";
import { fileNames, formatDiagnostics, loadConfig } from "../../config/load";
import type { PhoenixConfig } from "../../config/types";
import { generatedFiles } from "../../tools/schema/generated";

const project = join(__dirname, "..", "..");

function load(stack?: string): { config: PhoenixConfig; findings: string } {
  const result = loadConfig({
    directory: join(project, "config"),
    ...(stack !== undefined && { stack }),
  });
  const findings = formatDiagnostics([...result.diagnostics, ...crossCheck(result.declaration)]);
  if (!result.config) throw new Error(findings);
  return { config: result.config, findings };
}

test.each(Object.entries(generatedFiles()))(
  "%s is what the schemas say (npm run schema writes it)",
  (file, text) => {
    expect(readFileSync(join(project, file), "utf8")).toBe(text);
  },
);

test.each([fileNames.hypervisor, fileNames.lxc, "overlays/dev.json"])(
  "config/%s names its JSON Schema",
  (name) => {
    const file = join(project, "config", name);
    const document = JSON.parse(readFileSync(file, "utf8")) as { $schema: string };
    const schema = join(dirname(file), document.$schema);
    expect(existsSync(schema)).toBe(true);
    const expected = name.startsWith("overlays") ? "overlays/STACK.json" : name;
    expect(JSON.parse(readFileSync(schema, "utf8"))).toMatchObject({ title: expected });
  },
);

test("every pattern in the JSON Schemas means in an editor what it means here", () => {
  const samples = [
    "",
    "a",
    "A-b_9",
    "10.0.0.1/24",
    "a b",
    "\u0007",
    "ä",
    "/dev/disk/by-id/x",
    "nesting=1",
    "a\nb",
  ];
  for (const [file, text] of Object.entries(generatedFiles()).filter(([name]) =>
    name.endsWith(".json"),
  )) {
    const patterns = [...text.matchAll(/"pattern": ("(?:[^"\\\\]|\\\\.)*")/g)].map(
      (match) => JSON.parse(match[1] ?? "") as string,
    );
    expect([file, patterns.length > 5]).toEqual([file, true]);
    for (const pattern of patterns) {
      // Editors try the flag u first, other validators know no flags.
      const answers = ["", "u"].map((flags) =>
        samples.map((sample) => new RegExp(pattern, flags).test(sample)),
      );
      expect(answers[0]).toEqual(answers[1]);
    }
  }
});

test("the reference inventory has no mistake, and says that its guests do not all fit into memory", () => {
  const { config, findings } = load();
  expect(findings).toMatch(
    /^warning: .*phoenix_lxc_configs\.json: lxc_configs: the 10 guests that run have 251 GiB/,
  );
  expect(findings.split("\n")).toHaveLength(1);
  expect(config.containers.map(({ vmid }) => vmid)).toEqual([
    900, 901, 902, 903, 910, 920, 950, 951, 952, 953, 954, 955, 956, 957, 960,
  ]);
  expect(
    config.hypervisor.pools.map(({ name, vdevs }) => [
      name,
      ...vdevs.flatMap(({ raid_level, disks }) => [raid_level, disks.length]),
    ]),
  ).toEqual([
    ["quickOS", "mirror", 2],
    ["fastData", "single", 1],
  ]);
  expect(config.hypervisor.datasets).toHaveLength(10);
  expect(config.hypervisor.datasets.every(({ storage }) => storage !== undefined)).toBe(true);
});

test("the overlay of dev changes sizes, addresses, checksums and the permissions to restart, and nothing else", () => {
  const base = load();
  const dev = load("dev");
  expect(dev.findings).toBe("");
  expect(dev.config.settings).toEqual({ restart: "allowed", reboot: "allowed" });
  expect(dev.config.containers.map(shapeOf)).toEqual(base.config.containers.map(shapeOf));
  expect(dev.config.hypervisor.pools).toEqual(base.config.hypervisor.pools);
  expect(dev.config.hypervisor.datasets.map(({ name, storage }) => ({ name, storage }))).toEqual(
    base.config.hypervisor.datasets.map(({ name, storage }) => ({ name, storage })),
  );
});

/** A container without its sizes and addresses, and without the checksums of what its network has. */
function shapeOf(container: PhoenixConfig["containers"][number]): object {
  const { network_config, volumes, firewall, feature_options = {}, ...rest } = container;
  const sizes = { cores: 0, memory_mb: 0, storage_size_gb: 0, nameserver: "" };
  return {
    ...rest,
    ...sizes,
    feature_options: Object.entries(feature_options).map(([feature, options]) => [
      feature,
      { ...options, sha256: "", model_sha256: "", ollama_url: "" },
    ]),
    network_config: { ...network_config, ip: "", gw: "", nameservers: [] },
    volumes: volumes.map((volume) => ({ ...volume, size_gb: 0 })),
    firewall: firewall?.rules?.map((rule) => ({ ...rule, source: "" })),
  };
}
