import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { crossCheck } from "../../config/cross";
import { hasErrors, loadConfig } from "../../config/load";
import type { PhoenixConfig } from "../../config/types";

interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registration[] = [];
const types = {
  container: "pulumi-nodejs:dynamic/phoenix:Container",
  feature: "pulumi-nodejs:dynamic/phoenix:Feature",
  snapshot: "pulumi-nodejs:dynamic/phoenix:Snapshot",
  storage: "pulumi-nodejs:dynamic/phoenix:Storage",
};

let config: PhoenixConfig;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return { id: name, state: inputs as Record<string, unknown> };
    },
    call: () => ({}),
  });
  const directory = path.resolve(__dirname, "../../config");
  const loaded = loadConfig({ directory, stack: "dev" });
  if (loaded.config === undefined) throw new Error("the reference inventory does not load");
  config = loaded.config;
  expect(hasErrors(crossCheck(loaded.declaration))).toBe(false);
  const { Hypervisor } = await import("../../components/hypervisor");
  const { makeGuests } = await import("../../components/hierarchy");
  const hypervisor = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  const guests = makeGuests(config, hypervisor, "phoenix+dev");
  const all = [
    hypervisor,
    ...guests.values(),
    ...[...guests.values()].flatMap((guest) => ("container" in guest ? [guest.container] : [])),
  ];
  await Promise.all(all.map((resource) => new Promise((resolve) => resource.urn.apply(resolve))));
  await pulumi.runtime.disconnect();
});

test("every guest of the inventory is one container, named after its vmid", () => {
  const names = registered.filter(({ type }) => type === types.container).map(({ name }) => name);
  expect(names.sort()).toEqual(config.containers.map(({ vmid }) => `guest-${vmid}`).sort());
});

test("what lies under the guests is there: pools, datasets, storages and the OS template", () => {
  const count = (kind: string) =>
    registered.filter(({ type }) => type.endsWith(`phoenix:${kind}`)).length;
  expect(count("Pool")).toBe(2);
  expect(count("Dataset")).toBe(config.hypervisor.datasets.length);
  expect(count("Storage")).toBe(config.hypervisor.datasets.filter(({ storage }) => storage).length);
  expect(count("OsTemplate")).toBe(1);
});

test("the limit of ZFS's cache is declared in bytes, for now and for the next start", () => {
  const bytes = (config.hypervisor.arc_max_gb ?? 0) * 2 ** 30;
  expect(bytes).toBeGreaterThan(0);
  expect(inputsOf("arc", "pulumi-nodejs:dynamic/phoenix:Arc")).toMatchObject({
    running: bytes,
    boot: bytes,
  });
});

test("the base is made from the OS template, every other guest is a copy of its layer's snapshot", () => {
  expect(inputsOf("guest-900")["source"]).toEqual({
    ostemplate: expect.stringMatching(/:vztmpl\/ubuntu-24\.04-standard/) as string,
  });
  expect(inputsOf("guest-950")["source"]).toEqual({
    clone: 920,
    full: true,
    snapname: "pre-configured",
    content: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
  });
});

test("every layer has its snapshot, and is not left running", () => {
  const layers = config.containers.filter(
    ({ template_snapshot_name }) => template_snapshot_name !== undefined,
  );
  expect(layers.length).toBeGreaterThanOrEqual(5);
  for (const { vmid, template_snapshot_name } of layers) {
    expect(inputsOf(`guest-${vmid}-${template_snapshot_name}`, types.snapshot)).toMatchObject({
      vmid,
    });
    expect(inputsOf(`guest-${vmid}`)["running"]).toBe(false);
  }
});

test("a guest gets the device nodes of exactly its GPUs", () => {
  const devices = (vmid: number) => Object.keys(inputsOf(`guest-${vmid}`)["dev"] as object);
  expect(devices(957)).toContain("/dev/nvidia1");
  expect(devices(957)).not.toContain("/dev/nvidia0");
  expect(devices(957)).toEqual(
    expect.arrayContaining(["/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-caps/nvidia-cap1"]),
  );
  expect(devices(952)).toEqual([]);
});

test("each guest bears a mark that names project, stack and vmid", () => {
  for (const { vmid } of config.containers) {
    expect(inputsOf(`guest-${vmid}`)["tags"]).toContain(`phoenix+dev+${vmid}`);
  }
});

test("volumes are mounted where they are declared", () => {
  expect(inputsOf("guest-952")["mp"]).toMatchObject({
    "/qdrant/storage": { size: expect.stringMatching(/G$/) as string },
  });
});

test("a folder that several guests see is made for them, and bound into each", () => {
  const path = "/fastData/shared-bulk-data/vllm_models";
  const folder = inputsOf(`directory-${path}`, "pulumi-nodejs:dynamic/phoenix:Directory");
  expect(folder).toMatchObject({ path, owner: "100000:100000", mode: "0775" });
  for (const vmid of [950, 951]) {
    expect(inputsOf(`guest-${vmid}`)["mp"]).toMatchObject({ "/vllm_models": { bind: path } });
  }
});

test("a feature is installed where it is declared, with the facts that it has to show", () => {
  const { facts } = inputsOf("guest-900-base_setup", types.feature) as {
    facts: Record<string, string>;
  };
  expect(facts["package.curl"]).toBe("installed");
});

function inputsOf(name: string, type = types.container): Record<string, unknown> {
  const found = registered.find((entry) => entry.name === name && entry.type === type);
  if (found === undefined) throw new Error(`${type} ${name} is not registered`);
  return found.inputs;
}
