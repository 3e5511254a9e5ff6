import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inventory } from "./inventory";

const project = join(__dirname, "..", "..");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "phoenix-validate-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** Runs what `npm run validate -- ARGS` runs. */
function validate(...args: string[]): { code: number | null; output: string; errors: string } {
  const script = ["--require", "./providers/typescript.cjs", "tools/validate.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], {
    cwd: project,
    encoding: "utf8",
  });
  return { code: status, output: stdout.replaceAll(`${directory}/`, ""), errors: stderr };
}

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("the project's own files pass, with every overlay", () => {
  const { code, output, errors } = validate();
  expect(errors).toBe("");
  expect(output).toContain("0 errors");
  expect(output.match(/not managed yet/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test("the kind of each file is told by its content, and files of different kinds are checked together", () => {
  const { hypervisor, lxc, vm, stacks } = inventory();
  Object.assign(vm["vms"]?.[0] ?? {}, { vmid: 950 });
  const { code, output } = validate(
    file("d.json", stacks),
    file("a.json", vm),
    file("c.json", hypervisor),
    file("b.json", lxc),
  );
  expect(output).toContain("a.json: vms[0].vmid: vmid 950 is already taken by container 950");
  expect(output).toContain("a.json: VM file, loads");
  expect(output).toContain("b.json: container file, loads");
  expect(output).toContain("c.json: hypervisor file, loads");
  expect(output).toContain("d.json: stacks file, loads");
  expect(code).toBe(1);
});

test("all problems of all files are printed, and the exit code is 1", () => {
  const { hypervisor, lxc } = inventory();
  Object.assign(hypervisor, { timezone: "a b" });
  Object.assign(lxc["lxc_configs"]?.["951"] ?? {}, { memory_mb: "2GB" });
  const { code, output, errors } = validate(
    file("h.json", hypervisor),
    file("l.json", lxc),
    file("broken.json", '{"a": }'),
    file("other.json", { name: "x", version: "1" }),
    join(directory, "absent.json"),
  );
  expect(output).toContain(
    'h.json: timezone: must be a time zone such as Europe/Berlin, got "a b"',
  );
  expect(output).toContain(
    'l.json: lxc_configs.951.memory_mb: must be a whole number ≥ 16, got "2GB"',
  );
  expect(output).toContain("broken.json: 1:7: is not JSON: expected a value");
  expect(output).toMatch(/other\.json: is none of the four files: /);
  expect(output).toContain("absent.json: there is no such file");
  expect(output).toContain("l.json: container file, does not load");
  expect(errors).toBe("");
  expect(code).toBe(1);
});

test("warnings alone do not fail", () => {
  const { lxc } = inventory();
  Object.assign(lxc["lxc_configs"]?.["951"] ?? {}, { nvidia_pci_ids: "" });
  const { code, output } = validate(file("l.json", lxc));
  expect(output).toContain("warning: l.json: lxc_configs.951.nvidia_pci_ids: has no effect");
  expect(code).toBe(0);
});

test("two files of one kind are checked each by itself", () => {
  const { lxc } = inventory();
  const { code, output } = validate(file("one.json", lxc), file("two.json", lxc));
  expect(output).toContain("several files of one kind: each file is checked by itself");
  expect(output).not.toContain("already taken");
  expect(code).toBe(0);
});

test("of each field of a file it is said what becomes of it", () => {
  const document = {
    zfs: { arc_max_gb: 8, pools: [{ name: "p", raid_level: "single", disks: [] }] },
    portainer_api: { admin_user: "phoenix" },
    core_paths: { hf_token_file: "/tmp/t" },
    nvidia: { driver_version: "580.76.05" },
  };
  const { output } = validate(file("h.json", document));
  expect(output).toMatch(/^  zfs\.arc_max_gb +applied$/m);
  expect(output).toMatch(/^  zfs\.pools\[\]\.disks +applied$/m);
  expect(output).toMatch(/^  portainer_api\.admin_user +not managed yet: Portainer$/m);
  expect(output).toMatch(
    /^  core_paths +no effect: Phoenix reads the files of its config folder$/m,
  );
  expect(output).toMatch(/^  nvidia +older spelling, read as nvidia_driver$/m);
});

test("a field in many places is one line", () => {
  const { lxc } = inventory();
  const { output } = validate(file("l.json", lxc));
  expect(output).toMatch(/^  lxc_configs\.\*\.memory_mb {2}\(\d+ places\) +applied$/m);
});

test("an overlay by itself is told what it is", () => {
  const { code, output } = validate(file("dev.json", { lxc: {} }));
  expect(output).toContain("dev.json: is an overlay; it is checked with the files below it");
  expect(code).toBe(1);
});

test("a stack without overlay is a mistake of the call", () => {
  const { code, output } = validate("--stack", "nope");
  expect(output).toContain("config/overlays/nope.json: there is no such file");
  expect(code).toBe(1);
});

test("an unknown option prints how to call it", () => {
  const { code, errors } = validate("--frobnicate");
  expect(errors).toMatch(/Unknown option '--frobnicate'[^]*npm run validate/);
  expect(code).toBe(2);
});
