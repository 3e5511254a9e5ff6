import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isFileProblem } from "../../config/diagnostics";
import { fieldUses } from "../../config/fields/uses";
import { formatDiagnostics, loadFiles } from "../../config/load";
import { schemas } from "../../config/parse";
import {
  aroundPath,
  corpusDirectory,
  describeCorpus,
  findingsOf,
  keysOfDocument,
  kindOf,
  readCorpus,
  withRenamedKey,
} from "./corpus";
import pinned from "./fixtures/corpus-findings.json";

/** Maps whose keys are free: renaming one of them is another name, no mistake that a schema can see. */
const freeKeys = [
  /^hypervisor proxmox_storage_ids\.[^.]+$/,
  /^hypervisor shared_volumes\.[^.]+$/,
  /^stacks docker_stacks\.[^.]+$/,
  /^stacks docker_stacks\.[^.]+\.environments\.[^.]+$/,
  /^stacks docker_stacks\.[^.]+\.environments\.[^.]+\.services\.[^.]+$/,
];

const latest = [
  "2025-11-25-35c465b-phoenix_hypervisor_config.json",
  "2025-11-25-35c465b-phoenix_lxc_configs.json",
  "2025-11-25-35c465b-phoenix_vm_configs.json",
  "2025-11-23-201030b-phoenix_stacks_config.json",
];

describeCorpus("the historical files of the original", () => {
  test("all 44 of them are pinned", () => {
    const files = readdirSync(corpusDirectory).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual(Object.keys(pinned.alone));
    expect(files).toHaveLength(44);
  });

  test.each(Object.keys(pinned.alone))("%s loads", (file) => {
    const { diagnostics } = loadFiles({ [kindOf(file)]: join(corpusDirectory, file) });
    expect(formatDiagnostics(diagnostics.filter(isFileProblem))).toBe("");
  });

  test.each(Object.keys(pinned.alone))("of every field of %s it is known what becomes", (file) => {
    const uses = fieldUses(schemas[kindOf(file)], readCorpus(file));
    expect(uses.length).toBeGreaterThan(2);
    expect(uses.filter(({ effect }) => effect === undefined)).toEqual([]);
  });

  test.each(Object.entries(pinned.alone))("%s has the pinned findings", (file, findings) => {
    expect(findingsOf([file])).toEqual(findings.map((finding) => `${file} ${finding}`));
  });

  test.each(pinned.together)(
    "files that were in force together have the pinned findings: $files",
    ({ files, findings }) => {
      expect(findingsOf(files)).toEqual(findings);
    },
  );

  test.each(latest)(
    "a key of %s that is mistyped anywhere is refused, unless it is a free name",
    (file) => {
      const document = readCorpus(file);
      const kind = kindOf(file);
      const paths = keysOfDocument(document);
      const accepted = paths.filter(
        (path) =>
          schemas[kind].safeParse(withRenamedKey(aroundPath(document, path), path, "x")).success,
      );
      const wrongly = accepted
        .map((path) => `${kind} ${path.join(".")}`)
        .filter((path) => !freeKeys.some((pattern) => pattern.test(path)));
      expect(paths.length).toBeGreaterThan(20);
      expect(wrongly).toEqual([]);
    },
  );
});
