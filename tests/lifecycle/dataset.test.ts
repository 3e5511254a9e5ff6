import type { Json } from "../../embedded/contract";
import { mirrorSpec } from "./pool-spec";
import { Resource, World } from "./world";

const spec = {
  name: "quickOS/data",
  properties: {
    mountpoint: "/quickOS/data",
    recordsize: "16K",
    quota: "100G",
    "org.phoenix:use": "guests",
  },
  mounted: true,
};
const encrypted = {
  name: "quickOS/private",
  properties: { mountpoint: "/quickOS/private", encryption: "on", keyformat: "passphrase" },
  mounted: true,
  key: "available",
};
const volume = { name: "quickOS/disk", properties: { compression: "zstd" }, volsize: "10G" };

let prepared: Json;
let world: World;
let dataset: Resource;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await new Resource(first, "pool", mirrorSpec).up();
  prepared = first.embedded.snapshotState();
  await first.close();
});
beforeEach(async () => {
  world = await World.open(prepared);
  world.settings.datasetKeys.set(encrypted.name, "correct horse battery");
  dataset = new Resource(world, "dataset", spec);
});
afterEach(() => world.close());

const get = (columns: string, properties: string, name: string) =>
  world.shell(`zfs get -Hp -o ${columns} ${properties} ${name}`);

/** Asserts that the preview refuses, and that nothing was changed by it. */
async function refuses(message: RegExp): Promise<void> {
  const before = world.mutations;
  await expect(dataset.preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
}

test.each([
  ["a filesystem", spec],
  ["a volume", volume],
  ["a sparse volume", { ...volume, sparse: true }],
  ["an encrypted filesystem", encrypted],
  ["what is not mounted", { ...spec, mounted: undefined, properties: { mountpoint: "none" } }],
])("%s is made as declared, and found again after a lost state", async (_, inputs) => {
  dataset.inputs = inputs;
  expect(await dataset.up()).toBe("created");
  const before = world.mutations;
  expect(await dataset.up()).toBe("unchanged");
  dataset.forget();
  expect(await dataset.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("properties that are taken out of the declaration are inherited again, or are none", async () => {
  dataset.inputs = {
    ...spec,
    properties: { ...spec.properties, refquota: "10G", reservation: "1G", canmount: "on" },
  };
  await dataset.up();
  dataset.inputs = { ...spec, properties: { mountpoint: "/quickOS/data" } };
  expect(await dataset.up()).toBe("updated");
  const names = "recordsize,quota,refquota,reservation,org.phoenix:use";
  expect(await get("value,source", names, spec.name)).toBe(
    "131072\tdefault\n0\tlocal\n0\tlocal\n0\tlocal\n-\t-\n",
  );
  expect(await dataset.up()).toBe("unchanged");
});

test("a dataset that somebody has unmounted is drift, and is mounted again", async () => {
  await dataset.up();
  await world.shell("zfs unmount quickOS/data");
  expect(await dataset.preview()).toMatchObject({ action: "update", changes: ["mounted"] });
  expect(await dataset.up()).toBe("updated");
  expect(await get("value", "mounted", spec.name)).toBe("yes\n");
});

test("a limit below what is used is refused", async () => {
  await dataset.up();
  await world.shell("seq 1 60000 > /quickOS/data/file");
  dataset.inputs = { ...spec, properties: { ...spec.properties, quota: "64K" } };
  await refuses(/quota cannot be 64K: \d+ bytes are in use already/);
  dataset.inputs = { ...spec, properties: { ...spec.properties, refquota: "64K" } };
  await refuses(/refquota cannot be 64K/);
});

test.each([
  ["casesensitivity", "insensitive", "sensitive"],
  ["utf8only", "on", "off"],
  ["normalization", "formC", "none"],
  ["encryption", "aes-256-gcm", "off"],
])("%s, which is fixed, is refused with both values where it differs", async (property, to, is) => {
  await dataset.up();
  dataset.inputs = { ...spec, properties: { ...spec.properties, [property]: to } };
  await refuses(
    new RegExp(
      `properties.${property}: dataset quickOS/data: ${property} is ${is} on the host, ${to} declared, and is fixed`,
    ),
  );
});

test("what was fixed when it was made is no drift when it is taken out of the declaration", async () => {
  dataset.inputs = { ...spec, properties: { ...spec.properties, casesensitivity: "insensitive" } };
  await dataset.up();
  dataset.inputs = spec;
  const before = world.mutations;
  await dataset.up();
  expect(world.mutations).toBe(before);
});

test("a volume grows, and never shrinks or becomes a filesystem", async () => {
  dataset.inputs = volume;
  await dataset.up();
  dataset.inputs = { ...volume, volsize: "20G" };
  expect(await dataset.up()).toBe("updated");
  expect(await get("value", "volsize", volume.name)).toBe(`${20 * 2 ** 30}\n`);
  dataset.inputs = volume;
  await refuses(/its size is 20G on the host, 10G declared, and a volume never shrinks/);
  dataset.inputs = { name: volume.name, properties: { mountpoint: "/x" }, mounted: true };
  await refuses(/volsize: dataset quickOS\/disk: is a volume of 20G, declared is a filesystem/);
  dataset.inputs = { ...volume, name: "quickOS" };
  await refuses(/is a filesystem, declared is a volume/);
});

test("the passphrase goes to zfs alone: not into argv, state or what is said", async () => {
  dataset.inputs = encrypted;
  await dataset.up();
  await world.shell("zfs unmount quickOS/private && zfs unload-key quickOS/private");
  expect(await dataset.preview()).toMatchObject({
    action: "update",
    changes: ["mounted", "key"],
  });
  expect(await dataset.up()).toBe("updated");
  expect(await get("value", "keystatus,mounted", encrypted.name)).toBe("available\nyes\n");
  const seen = JSON.stringify([
    world.embedded.journal.entries(),
    dataset.outputs,
    jest.mocked(console.log).mock.calls,
  ]);
  expect(seen).not.toContain("correct horse");
});

test("without its key an encrypted dataset is refused, and where to put it is said", async () => {
  world.settings.datasetKeys.clear();
  dataset.inputs = encrypted;
  await refuses(
    /the stack has no key for it: pulumi config set --secret --path 'phoenix:datasetKeys\["quickOS\/private"\]'/,
  );
});

test("a wrong passphrase is told without a word of it", async () => {
  dataset.inputs = encrypted;
  await dataset.up();
  await world.shell("zfs unmount quickOS/private && zfs unload-key quickOS/private");
  world.settings.datasetKeys.set(encrypted.name, "wrong and secret");
  const up = dataset.up();
  await expect(up).rejects.toThrow(/Incorrect key provided for 'quickOS\/private'/);
  await expect(up).rejects.not.toThrow(/wrong and secret/);
});

test("a key file of the node is used, and refused where it is missing", async () => {
  dataset.inputs = {
    ...encrypted,
    properties: {
      ...encrypted.properties,
      ...{ keyformat: "hex", keylocation: "file:///root/data.key" },
    },
  };
  await refuses(/its key \/root\/data\.key is not on the node/);
  await world.shell(`printf '%064d' 7 > /root/data.key`);
  expect(await dataset.up()).toBe("created");
  await world.shell("zfs unmount quickOS/private && zfs unload-key quickOS/private");
  expect(await dataset.up()).toBe("updated");
  expect(await dataset.up()).toBe("unchanged");
});

test("a run that was killed between two steps goes on", async () => {
  dataset.inputs = encrypted;
  await dataset.up();
  await world.shell("zfs unmount quickOS/private && zfs unload-key quickOS/private");
  await world.shell("echo 'correct horse battery' | zfs load-key quickOS/private");
  expect(await dataset.up()).toBe("updated");
  expect(await get("value", "mounted", encrypted.name)).toBe("yes\n");
});

test("what is in the way, or not declared, is left alone", async () => {
  await dataset.up();
  await world.shell("zfs create quickOS/data/foreign && zfs set atime=on quickOS/data");
  const before = world.mutations;
  expect(await dataset.up()).toBe("unchanged");
  await dataset.delete();
  await dataset.delete();
  expect(world.mutations).toBe(before);
  expect(await world.shell("zfs list -Ho name quickOS/data/foreign")).toMatch(/foreign/);
});

test.each([
  [{ ...spec, name: "-r" }, /name/],
  [{ name: "quickOS/x", properties: { quota: "1G\nzpool destroy" } }, /properties/],
  [{ name: "quickOS/x", properties: { "userquota@root": "1G" } }, /properties/],
  [{ ...volume, volsize: "-1" }, /volsize/],
])("%j is refused by name", async (inputs, message) => {
  dataset.inputs = inputs;
  await refuses(message);
});
