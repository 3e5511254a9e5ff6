import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatDiagnostics } from "../../config/diagnostics";
import { fileNames, loadConfig, loadFiles } from "../../config/load";
import type { FileKind } from "../../config/file-kinds";
import { unmanaged } from "../../config/unmanaged";
import { findings, inventory, load } from "./inventory";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "phoenix-config-"));
  mkdirSync(join(directory, "overlays"));
  for (const [kind, document] of Object.entries(inventory())) write(kind as FileKind, document);
});

afterEach(() => rmSync(directory, { recursive: true }));

function write(kind: FileKind, document: unknown): void {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  writeFileSync(join(directory, fileNames[kind]), text);
}

function messages(stack?: string): string[] {
  const { diagnostics } = loadConfig({ directory, ...(stack !== undefined && { stack }) });
  const text = formatDiagnostics(diagnostics).replaceAll(`${directory}/`, "");
  return text === "" ? [] : text.split("\n");
}

function remove(kind: FileKind): void {
  rmSync(join(directory, fileNames[kind]));
}

test("a folder of the four files becomes one configuration", () => {
  const { config, diagnostics } = loadConfig({ directory });
  expect(diagnostics).toEqual([]);
  expect(config?.containers.map(({ vmid }) => vmid)).toEqual([900, 901, 950, 951]);
  expect(config?.hypervisor.datasets.map(({ name, storage }) => [name, storage?.id])).toEqual([
    ["tank/lxc", "tank-lxc"],
    ["tank/iso", "tank-iso"],
  ]);
  expect(config?.hypervisor.templates).toEqual([
    {
      file: "ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
      storage: "tank-iso",
      volid: "tank-iso:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
    },
  ]);
  expect(config?.vms.map(({ vmid }) => vmid)).toEqual([1001]);
  expect(config?.stacks.map(({ key }) => key)).toEqual(["site"]);
});

test("a folder without VM file and stacks file declares no VMs and no stacks", () => {
  remove("vm");
  remove("stacks");
  expect(loadConfig({ directory }).config).toMatchObject({ vms: [], stacks: [] });
});

test("both files that have to be there are missed at once", () => {
  remove("hypervisor");
  remove("lxc");
  expect(messages()).toEqual([
    "phoenix_hypervisor_config.json: there is no such file",
    "phoenix_lxc_configs.json: there is no such file",
  ]);
});

test("a folder in place of a file is told in words", () => {
  remove("lxc");
  mkdirSync(join(directory, fileNames.lxc));
  expect(messages()).toEqual(["phoenix_lxc_configs.json: cannot be read: EISDIR"]);
});

test("broken JSON is told with line and column, beside the mistakes of the other files", () => {
  write("lxc", '{\n  "lxc_configs": {,}\n}');
  write("hypervisor", { ...inventory().hypervisor, timezone: 5 });
  expect(messages()).toEqual([
    "phoenix_lxc_configs.json: 2:19: is not JSON: expected a key in double quotes",
    "phoenix_hypervisor_config.json: timezone: must be a time zone such as Europe/Berlin, got 5",
  ]);
});

test("a container that stands twice is an error, since the first one would be lost", () => {
  write("lxc", JSON.stringify(inventory().lxc).replace('"951":', '"950":'));
  expect(messages()).toEqual([
    "phoenix_lxc_configs.json: lxc_configs.950: is given twice, again in line 1; all but the last would be lost",
  ]);
  expect(loadConfig({ directory }).diagnostics[0]?.rule).toBe("duplicate-vmid");
});

test.each<[string, (guest: Record<string, unknown>) => void, string]>([
  [
    "a wrong type",
    (guest) => (guest["memory_mb"] = "2GB"),
    'memory_mb: must be a whole number ≥ 16, got "2GB"',
  ],
  [
    "a number that is too small",
    (guest) => (guest["memory_mb"] = 15),
    "memory_mb: must be a whole number ≥ 16, got 15",
  ],
  [
    "a number that is not whole",
    (guest) => (guest["cores"] = 1.5),
    "cores: must be a whole number ≥ 1, got 1.5",
  ],
  [
    "a missing field",
    (guest) => delete guest["name"],
    "name: is missing; must be a host name (letters, digits, inner hyphens; labels joined by dots; 63 characters a label)",
  ],
  [
    "an unknown key",
    (guest) => (guest["memory"] = 1),
    "memory: is not a known key; did you mean memory_mb?",
  ],
  ["an unknown key far from any", (guest) => (guest["xyzzy"] = 1), "xyzzy: is not a known key"],
  [
    "an unknown key deep inside",
    (guest) => (guest["network_config"] = { ip: "dhcp", bride: "vmbr0" }),
    "network_config.bride: is not a known key; did you mean bridge?",
  ],
  [
    "an unknown word",
    (guest) => (guest["clone_mode"] = "ful"),
    'clone_mode: must be one of full, linked, got "ful"; did you mean full?',
  ],
  [
    "a list in place of text",
    (guest) => (guest["name"] = ["a"]),
    "name: must be a host name (letters, digits, inner hyphens; labels joined by dots; 63 characters a label), got a list",
  ],
  [
    "text in place of a list",
    (guest) => (guest["tags"] = "a"),
    'tags: must be a list of tags, got "a"',
  ],
  ["null", (guest) => (guest["cores"] = null), "cores: must be a whole number ≥ 1, got null"],
  [
    "a wrong element",
    (guest) => (guest["dependencies"] = ["950", "95O"]),
    'dependencies[1]: must be a vmid (a decimal number from 100 to 999999999), got "95O"',
  ],
])("%s is told with file, path, expectation and value", (_what, change, message) => {
  const all = inventory();
  change(all.lxc["lxc_configs"]?.["951"] as unknown as Record<string, unknown>);
  write("lxc", all.lxc);
  expect(messages()).toEqual([`phoenix_lxc_configs.json: lxc_configs.951.${message}`]);
});

test("a key that is no vmid is told as such", () => {
  const all = inventory();
  Object.assign(all.lxc["lxc_configs"] ?? {}, { "95O": all.lxc["lxc_configs"]?.["951"] });
  write("lxc", all.lxc);
  expect(messages()[0]).toBe(
    "phoenix_lxc_configs.json: lxc_configs.95O: the key must be a vmid (a decimal number from 100 to 999999999)",
  );
});

test("a document that is no object is told, not thrown", () => {
  for (const document of ["[]", "null", '"x"', "5"]) {
    write("lxc", document);
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toMatch(/^phoenix_lxc_configs\.json: must be an object, got /);
  }
});

test("all mistakes of all files are told at once", () => {
  write("hypervisor", { ...inventory().hypervisor, zsf: {}, timezone: "a b" });
  write("vm", { vms: [{ vmid: 1 }] });
  write("stacks", { docker_stacks: { site: {} } });
  expect(messages().map((line) => line.split(": ").slice(0, 2).join(": "))).toEqual([
    "phoenix_vm_configs.json: vms[0].vmid",
    "phoenix_vm_configs.json: vms[0].name",
    "phoenix_hypervisor_config.json: timezone",
    "phoenix_hypervisor_config.json: zsf",
    "phoenix_stacks_config.json: docker_stacks.site.compose_file_path",
  ]);
});

test("older spellings are read as today's, with a warning that names the field to write", () => {
  const all = inventory();
  const guest = all.lxc["lxc_configs"]?.["951"] as unknown as Record<string, unknown>;
  delete guest["clone_from_ctid"];
  Object.assign(guest, {
    clone_from_template_ctid: "900",
    swap: 256,
    static_ip: "10.0.0.151/24",
    network_config: { hwaddr: "52:54:00:00:00:01", bridge: "vmbr0.20", gw: "10.0.0.1" },
    features: "nesting=1,keyctl=1",
  });
  const { config, diagnostics } = load(all);
  expect(config?.containers.find(({ vmid }) => vmid === 951)).toMatchObject({
    clone_from_ctid: 900,
    swap_mb: 256,
    mac_address: "52:54:00:00:00:01",
    network_config: { name: "eth0", bridge: "vmbr0", tag: 20, ip: "10.0.0.151/24" },
    features: [],
    pct_options: { nesting: "1", keyctl: "1" },
  });
  expect(diagnostics.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(
    Array(6).fill("warning alias"),
  );
  expect(formatDiagnostics(diagnostics)).toContain(
    "lxc.json: lxc_configs.951.swap: is an older spelling; write swap_mb",
  );
});

test("an older spelling that contradicts today's is an error", () => {
  const found = findings((all) => {
    Object.assign(all.lxc["lxc_configs"]?.["951"] ?? {}, { swap: 256, swap_mb: 512 });
  }).filter(({ severity }) => severity === "error");
  expect(formatDiagnostics(found)).toBe(
    "lxc.json: lxc_configs.951.swap: says 256, but swap_mb says 512; remove it",
  );
  expect(found[0]?.rule).toBe("alias-conflict");
});

test("a part in Portainer is its feature, in that role", () => {
  const change = (says: object) => {
    const all = inventory();
    Object.assign(all.lxc["lxc_configs"]?.["951"] ?? {}, says);
    const { config, diagnostics } = load(all);
    const guest = config?.containers.find(({ vmid }) => vmid === 951);
    return { guest, rules: diagnostics.map(({ rule }) => rule) };
  };
  const { guest } = change({
    features: ["docker", "portainer"],
    portainer_role: "agent",
    feature_options: { portainer: { ip: "127.0.0.1" } },
  });
  expect(guest?.features).toEqual(["docker", "portainer"]);
  expect(guest?.feature_options).toEqual({ portainer: { ip: "127.0.0.1", role: "agent" } });
  expect(change({ features: ["docker"], portainer_role: "server" }).guest).toMatchObject({
    features: ["docker", "portainer"],
    feature_options: { portainer: { role: "server" } },
  });
  expect(change({ features: ["docker"], portainer_role: "none" }).guest?.features).toEqual([
    "docker",
  ]);
  const other = { portainer_role: "agent", feature_options: { portainer: { role: "server" } } };
  expect(change(other).rules).toContain("alias-conflict");
});

test("a flag that a feature needs is set where nothing is said of it, also for a layer's feature", () => {
  const all = inventory();
  const guests = all.lxc["lxc_configs"] ?? {};
  Object.assign(guests["900"] ?? {}, { features: ["docker"] });
  Object.assign(guests["951"] ?? {}, { features: [], pct_options: ["keyctl=0"] });
  const { config, diagnostics } = load(all);
  const flagsOf = (vmid: number) =>
    config?.containers.find((guest) => guest.vmid === vmid)?.pct_options;
  expect([flagsOf(900), flagsOf(951)]).toEqual([
    { nesting: "1", keyctl: "1" },
    { nesting: "1", keyctl: "0" },
  ]);
  expect(formatDiagnostics(diagnostics)).toContain(
    "lxc_configs.951.pct_options: says nothing of nesting=1, which docker needs: it is set all the same",
  );
});

test("an AppArmor profile is a raw line, once, and may not contradict one", () => {
  const change = (lines: string[]) => (all: ReturnType<typeof inventory>) => {
    const guest = all.lxc["lxc_configs"]?.["951"] ?? {};
    Object.assign(guest, { apparmor_profile: "unconfined", lxc_options: lines });
  };
  const all = inventory();
  change(["lxc.apparmor.profile=unconfined"])(all);
  const guest = load(all).config?.containers.find(({ vmid }) => vmid === 951);
  expect(guest?.lxc_options).toEqual(["lxc.apparmor.profile: unconfined"]);
  expect(findings(change(["lxc.apparmor.profile: other"])).map(({ rule }) => rule)).toEqual([
    "alias-conflict",
  ]);
});

test("a field without effect is named once, with the reason and how often it is given", () => {
  const found = findings((all) => {
    for (const vmid of ["950", "951"]) {
      Object.assign(all.lxc["lxc_configs"]?.[vmid] ?? {}, { nvidia_pci_ids: "" });
    }
  });
  expect(formatDiagnostics(found)).toBe(
    "warning: lxc.json: lxc_configs.950.nvidia_pci_ids: has no effect: gpu_assignment says it (and in 1 more places)",
  );
});

test("what is declared and not managed yet is named in one line", () => {
  const all = inventory();
  Object.assign(all.hypervisor, {
    samba: { user: "admin" },
    nfs: { exports: [] },
  });
  Object.assign(all.vm["vms"]?.[0] ?? {}, { portainer_role: "agent" });
  expect(unmanaged(load(all).declaration)).toMatch(
    /^declared, but not managed yet: (features [a-z_, ]+; )?Portainer$/,
  );
});

test("a path of a template names the storage whose dataset it lies in", () => {
  const of = (template: string): string | undefined => {
    const all = inventory();
    Object.assign(all.lxc["lxc_configs"]?.["900"] ?? {}, { template });
    return load(all).config?.containers[0]?.ostemplate;
  };
  const file = "debian-12.tar.zst";
  expect(of(file)).toBe(`tank-iso:vztmpl/${file}`);
  expect(of(`/tank/iso/template/cache/${file}`)).toBe(`tank-iso:vztmpl/${file}`);
  expect(of(`/var/lib/vz/template/cache/${file}`)).toBe(`local:vztmpl/${file}`);
  expect(of(`nfs:vztmpl/${file}`)).toBe(`nfs:vztmpl/${file}`);
});

test("files that are named one by one are read together, and the others count as not given", () => {
  const { config, declaration, diagnostics } = loadFiles({ lxc: join(directory, fileNames.lxc) });
  expect(diagnostics).toEqual([]);
  expect(config).toBeUndefined();
  expect(declaration.containers).toHaveLength(4);
  expect(declaration.hypervisor).toBeUndefined();
});
