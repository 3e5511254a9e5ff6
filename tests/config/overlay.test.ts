import { formatDiagnostics } from "../../config/diagnostics";
import { crossCheck } from "../../config/cross";
import { loadDocuments } from "../../config/load";
import type { Json } from "../../config/json";
import { inventory } from "./inventory";

function overlaid(overlay: Json) {
  const given = Object.fromEntries(
    Object.entries(inventory()).map(([kind, document]) => [
      kind,
      { file: `${kind}.json`, document },
    ]),
  );
  const result = loadDocuments(given, { file: "dev.json", document: overlay });
  return {
    ...result,
    text: formatDiagnostics([...result.diagnostics, ...crossCheck(result.declaration)]),
  };
}

const guest = (change: Json): Json => ({ lxc: { lxc_configs: { "950": change } } });

test("values are merged, null removes a key, and a list is replaced whole", () => {
  const { config, text } = overlaid(
    guest({
      memory_mb: 512,
      gpu_assignment: null,
      features: [],
      network_config: { ip: "10.9.0.5/24" },
    }),
  );
  const container = config?.containers.find(({ vmid }) => vmid === 950);
  expect(text).toBe("");
  expect(container).toMatchObject({ memory_mb: 512, gpu_assignment: [], features: [] });
  expect(container?.network_config).toMatchObject({ ip: "10.9.0.5/24", gw: "10.0.0.1" });
});

test("a container may be taken out, and one may be added", () => {
  const { config } = overlaid({
    lxc: {
      lxc_configs: {
        "950": null,
        "951": { dependencies: [] },
        "960": {
          name: "new",
          memory_mb: 512,
          cores: 1,
          storage_pool: "tank-lxc",
          storage_size_gb: 8,
          network_config: {},
          clone_from_ctid: "900",
        },
      },
    },
  });
  expect(config?.containers.map(({ vmid }) => vmid)).toEqual([900, 901, 951, 960]);
});

test("one element of a list of named things is changed by its name", () => {
  const { config, text } = overlaid({
    hypervisor: {
      zfs: {
        datasets: { lxc: { properties: { quota: "10G", sync: "always" } }, "tank/iso": null },
        pools: { tank: { raid_level: "single" } },
      },
    },
  });
  expect(text).not.toContain("dev.json");
  expect(config?.hypervisor.datasets.map(({ name, properties }) => [name, properties])).toEqual([
    ["tank/lxc", { quota: "10G", sync: "always" }],
  ]);
});

test("properties as an object keep those that the base writes as a string", () => {
  const base = inventory();
  Object.assign(base.hypervisor["zfs"]?.["datasets"]?.[0] ?? {}, {
    properties: "recordsize=16K,quota=400G",
  });
  const given = { hypervisor: { file: "h.json", document: base.hypervisor as Json } };
  const patch = { hypervisor: { zfs: { datasets: { lxc: { properties: { quota: "10G" } } } } } };
  const { declaration } = loadDocuments(given, { file: "dev.json", document: patch });
  expect(declaration.hypervisor?.datasets[0]?.properties).toEqual({
    recordsize: "16K",
    quota: "10G",
  });
});

test("a name that two datasets share needs the pool before it", () => {
  const base = inventory();
  const zfs = base.hypervisor["zfs"] as unknown as { datasets: object[]; pools: object[] };
  zfs.pools.push({ name: "pond", disks: ["/dev/disk/by-id/nvme-two"] });
  zfs.datasets.push({ name: "lxc", pool: "pond" });
  const patched = (key: string) =>
    loadDocuments(
      { hypervisor: { file: "h.json", document: base.hypervisor } },
      {
        file: "dev.json",
        document: { hypervisor: { zfs: { datasets: { [key]: { properties: "quota=1G" } } } } },
      },
    );
  expect(formatDiagnostics(patched("lxc").diagnostics)).toContain(
    "hypervisor.zfs.datasets.lxc: is no entry of this list",
  );
  expect(
    patched("pond/lxc").declaration.hypervisor?.datasets.map(
      ({ properties }) => properties["quota"],
    ),
  ).toEqual(["400G", "100G", "1G"]);
});

test.each<[string, Json, string]>([
  [
    "a wrong value",
    guest({ memory_mb: "2GB" }),
    'dev.json: lxc_configs.950.memory_mb: must be a whole number ≥ 16, got "2GB"',
  ],
  [
    "an unknown key",
    guest({ memry_mb: 5 }),
    "dev.json: lxc_configs.950.memry_mb: is not a known key; did you mean memory_mb?",
  ],
  [
    "a required field that it removes",
    guest({ name: null }),
    "dev.json: lxc_configs.950.name: is missing; must be a host name (letters, digits, inner hyphens; labels joined by dots; 63 characters a label)",
  ],
  [
    "an element that the list has not",
    { hypervisor: { zfs: { datasets: { lcx: {} } } } },
    "dev.json: hypervisor.zfs.datasets.lcx: is no entry of this list; did you mean lxc?",
  ],
  [
    "a file that there is not",
    { lcx: {} },
    "dev.json: lcx: is not one of the files hypervisor, lxc, vm and stacks; did you mean lxc?",
  ],
  [
    "a list in place of an object",
    [],
    "dev.json: must be an object with the keys hypervisor, lxc, vm and stacks",
  ],
  [
    "a rule across files that it breaks",
    guest({ network_config: { ip: "10.0.0.151/24" } }),
    "lxc.json: lxc_configs.951.network_config.ip: the address 10.0.0.151 is already taken by container 950",
  ],
  [
    "a rule that it breaks at its own place",
    guest({ storage_size_gb: 2 }),
    "dev.json: lxc_configs.950.storage_size_gb: is 2 GiB, smaller than the 8 GiB of its source 901; a rootfs only grows",
  ],
])("%s is told with the file that says it", (_what, overlay, message) => {
  expect(overlaid(overlay).text).toBe(message);
});

test("an overlay of a file that could not be read adds nothing to that one message", () => {
  const { hypervisor } = inventory();
  const given = {
    hypervisor: { file: "h.json", document: hypervisor },
    lxc: { file: "l.json", document: undefined },
  };
  const { diagnostics } = loadDocuments(given, { file: "dev.json", document: guest({ cores: 2 }) });
  expect(diagnostics).toEqual([]);
});

test("an overlay of a file that nobody gave is a mistake of the overlay", () => {
  const { hypervisor } = inventory();
  const given = { hypervisor: { file: "h.json", document: hypervisor } };
  const { diagnostics } = loadDocuments(given, { file: "dev.json", document: { vm: { vms: [] } } });
  expect(formatDiagnostics(diagnostics)).toBe("dev.json: vm: changes a file that there is not");
});

test("an overlay that says nothing changes nothing", () => {
  const { config } = overlaid({ $schema: "x" });
  expect(config?.containers).toEqual(overlaid({}).config?.containers);
});
