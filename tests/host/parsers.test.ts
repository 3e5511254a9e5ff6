import { encodeParams } from "../../host/api";
import { parseFacts } from "../../host/inspect/facts";
import { parsePropertyString, parseSize, printPropertyString } from "../../host/property-string";
import { parseStorageConfig } from "../../host/section-config";
import { parseDatasets } from "../../host/zfs";
import { recordedFile, testWithShared } from "../shared";

test("a property string is taken apart, its bare first part under the default key", () => {
  expect(parsePropertyString("/dev/nvidia0,mode=0666", "path")).toEqual({
    path: "/dev/nvidia0",
    mode: "0666",
  });
  expect(parsePropertyString("")).toEqual({});
});

test("a property string is put together again, without what is not set", () => {
  expect(printPropertyString({ path: "/dev/nvidia0", mode: "0666", gid: undefined }, "path")).toBe(
    "/dev/nvidia0,mode=0666",
  );
});

test.each([
  ["8G", 8 * 1024 ** 3],
  ["512M", 512 * 1024 ** 2],
  ["1.5T", 1.5 * 1024 ** 4],
  ["0", 0],
  ["eight", undefined],
  [undefined, undefined],
])("the size %s is %s bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test("everything that PVE's body parser would split at is encoded", () => {
  expect(
    encodeParams({
      tags: "a;b",
      net0: "name=eth0,bridge=vmbr0",
      onboot: true,
      gone: undefined,
      map: ["a=1", "b"],
    }),
  ).toBe("tags=a%3Bb&net0=name%3Deth0%2Cbridge%3Dvmbr0&onboot=1&map=a%3D1&map=b");
});

test("a storage's flag without a value is true", () => {
  expect(
    parseStorageConfig("dir: local\n\tdisable\n\tpath /var/lib/vz\n\tcontent iso,vztmpl\n"),
  ).toEqual([
    {
      storage: "local",
      type: "dir",
      options: { disable: "1", path: "/var/lib/vz", content: "iso,vztmpl" },
    },
  ]);
});

test("a property's value may hold blanks and tabs", () => {
  const datasets = parseDatasets("tank/a\torg:note\ta b\tc\tlocal\ntank/a\tquota\t0\tdefault\n");
  expect(datasets.get("tank/a")).toEqual({
    "org:note": { value: "a b\tc", source: "local" },
    quota: { value: "0", source: "default" },
  });
});

test("facts are the lines that have a key", () => {
  expect(parseFacts("a=1\nnoise\nb.c=x=y\n=z\n")).toEqual({ a: "1", "b.c": "x=y" });
});

testWithShared("a real storage.cfg with every type is read", () => {
  const entries = parseStorageConfig(recordedFile("etc__pve__storage.cfg@all-types"));
  expect(entries.length).toBeGreaterThan(3);
  for (const { type, storage } of entries) expect([type, storage]).not.toContain("");
});
