import { formatDiagnostics } from "../../../config/diagnostics";
import { ruleCatalogue } from "../../../config/rule-catalogue";
import { findings } from "../inventory";
import type { RuleCase } from "./cases";
import { directoryRules, harmlessDirectories } from "./directory-cases";
import { featureRules, harmlessFeatures } from "./feature-cases";
import { gpuRules, harmlessGpus } from "./gpu-cases";
import { guestRules, harmlessGuests } from "./guest-cases";
import { harmlessNetworks, networkRules } from "./network-cases";
import { harmlessNodes, nodeRules } from "./node-cases";
import { harmlessVms, vmCases } from "./vm-cases";
import { harmlessVllm, vllmRules } from "./vllm-cases";

const broken: RuleCase[] = [
  ...guestRules,
  ...featureRules,
  ...gpuRules,
  ...nodeRules,
  ...directoryRules,
  ...networkRules,
  ...vmCases,
  ...vllmRules,
];
const harmless = [
  ...harmlessGuests,
  ...harmlessFeatures,
  ...harmlessGpus,
  ...harmlessNodes,
  ...harmlessDirectories,
  ...harmlessNetworks,
  ...harmlessVms,
  ...harmlessVllm,
];

/** What the loader itself finds has tests beside the loader's. */
const loaderRules = [
  "alias",
  "alias-conflict",
  "duplicate-key",
  "invalid-json",
  "missing",
  "missing-file",
  "no-effect",
  "not-checked",
  "overlay",
  "schema",
  "unknown-key",
  "unknown-kind",
  "unreadable-file",
];

const options = (knowledge: RuleCase["knowledge"]) => (knowledge ? { knowledge } : {});

test("an inventory without mistakes has no finding", () => {
  expect(formatDiagnostics(findings(() => undefined))).toBe("");
});

test.each(broken)("$rule finds $title", (expected) => {
  const found = findings(expected.change, options(expected.knowledge));
  const [first] = found.filter(({ rule }) => rule === expected.rule);
  const rules = [expected.rule, ...(expected.also ?? [])];
  expect(found.map(({ rule }) => rule).sort()).toEqual(rules.sort());
  expect(first?.severity).toBe(expected.severity);
  expect(`${first?.file ?? ""}: ${first?.path ?? ""}`).toBe(expected.at);
  expect(first?.message).toMatch(expected.says);
});

test.each(harmless)("$rule lets pass $title", ({ change, knowledge }) => {
  expect(formatDiagnostics(findings(change, options(knowledge)))).toBe("");
});

test("every rule of the catalogue has a case", () => {
  const tested = new Set<string>([...broken.map(({ rule }) => rule), ...loaderRules]);
  expect(Object.keys(ruleCatalogue).filter((rule) => !tested.has(rule))).toEqual([]);
});

test("rules that miss a file or a fact are skipped and named, once for each thing that is missing", () => {
  const found = findings(
    (all) => {
      Reflect.deleteProperty(all.hypervisor, "host");
      Reflect.deleteProperty(all, "vm");
      Reflect.deleteProperty(all, "stacks");
    },
    { notes: true },
  );
  expect(formatDiagnostics(found).split("\n")).toEqual([
    "note: not checked, because no VM file is given: duplicate-ip between containers and VMs",
    "note: not checked, because the host's GPUs are not known: gpu-unknown",
    "note: not checked, because the host's memory is not known: memory-overcommit",
    "note: not checked, because the pools' sizes are not known: quota-overcommit",
  ]);
});

test("a container file alone is checked as far as it goes", () => {
  const found = findings(
    (all) => {
      for (const kind of ["hypervisor", "vm", "stacks"]) Reflect.deleteProperty(all, kind);
      Object.assign(all.lxc["lxc_configs"]?.["951"] ?? {}, { clone_from_ctid: "999" });
    },
    { notes: true },
  );
  expect(found.filter(({ severity }) => severity === "error").map(({ rule }) => rule)).toEqual([
    "clone-source-unknown",
  ]);
  expect(formatDiagnostics(found)).toContain(
    "because no hypervisor file is given: storage-unknown",
  );
});

test("a broken container is named once and makes no false findings about those that need it", () => {
  const found = findings((all) => {
    Object.assign(all.lxc["lxc_configs"]?.["901"] ?? {}, { memory_mb: "2GB" });
  });
  expect(formatDiagnostics(found)).toBe(
    'lxc.json: lxc_configs.901.memory_mb: must be a whole number ≥ 16, got "2GB"',
  );
});

test("findings across files are reported beside those of broken entries", () => {
  const found = findings((all) => {
    Object.assign(all.lxc["lxc_configs"]?.["901"] ?? {}, { memory_mb: "2GB" });
    Object.assign(all.lxc["lxc_configs"]?.["951"] ?? {}, { dependencies: ["999"] });
    Object.assign(all.hypervisor, { timezon: "UTC" });
    Object.assign(all.vm["vms"]?.[0] ?? {}, { vmid: 951 });
  });
  expect(found.map(({ rule }) => rule).sort()).toEqual([
    "dependency-unknown",
    "duplicate-vmid",
    "schema",
    "unknown-key",
  ]);
});
