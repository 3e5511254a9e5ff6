import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expired } from "../../config/expired";
import { loadConfig } from "../../config/load";
import { crossCheck } from "../../config/cross";
import { newEntry } from "../../tools/new/entry";
import { Overlay } from "../../tools/new/overlay";
import { readRequest } from "../../tools/new/request";

const inventory = path.resolve(__dirname, "../../config");
const now = new Date("2026-11-22T10:00:30Z");

function config() {
  const loaded = loadConfig({ directory: inventory, stack: "dev" });
  if (loaded.config === undefined) throw new Error("the project's configuration has mistakes");
  return loaded.config;
}

function ask(text: string) {
  const request = readRequest(text.split(" "));
  if ("remove" in request) throw new Error("nothing is to be removed");
  return request;
}

test("what is asked for is read, with every option", () => {
  const words =
    "try --from 920 --gpu 0,1 --memory 16384 --cores 4 --disk 64 --ip dhcp --feature nginx --feature docker --open 80 --open 8000 --ttl 2d";
  expect(ask(words)).toEqual({
    ...{ name: "try", from: "920", gpu: "0,1", memory: 16384, cores: 4, disk: 64, ip: "dhcp" },
    ...{ features: ["nginx", "docker"], open: ["80", "8000"], ttl: 2 * 86_400_000 },
  });
  expect(readRequest(["--remove", "try"])).toEqual({ remove: "try" });
});

test.each([
  ["", [/has no name/, /--from is missing/]],
  ["a b --from 920", [/more than one name: a b/]],
  ["a --from 920 --memory 16G --ttl 2", [/--memory is "16G"/, /--ttl is "2"/]],
  ["a --from 920 --colour red", [/--colour/]],
  ["--remove a --from 920", [/--remove takes a guest's name alone/]],
])("a wrong call is told with all that is wrong, and how to write it: %s", (text, told) => {
  const call = () => readRequest(text.split(" ").filter(Boolean));
  for (const message of [...told, /npm run new -- NAME --from LAYER/])
    expect(call).toThrow(message);
});

test("a new guest is as its layer where nothing else is said, with a number that is free", () => {
  const used = new Set([961, 962]);
  const { vmid, entry } = newEntry(
    config(),
    ask("try --from Template-VLLM --gpu 1 --ttl 90m"),
    used,
    now,
  );
  expect(vmid).toBe(963);
  expect(entry).toMatchObject({
    name: "try",
    clone_from_ctid: "920",
    network_config: { bridge: "vmbr0", ip: "auto" },
    gpu_assignment: "1",
    expires: "2026-11-22T11:30Z",
    firewall: { enabled: true, rules: [{ macro: "Ping" }] },
  });
  const { entry: docker } = newEntry(
    config(),
    ask("d --from 902 --memory 600 --open 80"),
    used,
    now,
  );
  expect(docker).toMatchObject({
    memory_mb: 600,
    pct_options: ["nesting=1", "keyctl=1"],
    firewall: { rules: [{ macro: "Ping" }, { type: "in", proto: "tcp", port: "80" }] },
  });
  expect(docker).not.toHaveProperty("expires");
});

test.each([
  ["try --from 950", /There is no layer "950"\. There are:\n {2}900 Template-Base/],
  ["Portainer --from 902", /There is a guest called Portainer already/],
])("%s is refused", (text, message) => {
  expect(() => newEntry(config(), ask(text), new Set(), now)).toThrow(message);
});

test("the overlay gets the guest and loses it again, and nothing else in it moves", () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-new-"));
  try {
    fs.cpSync(inventory, directory, { recursive: true });
    const { vmid, entry } = newEntry(config(), ask("try --from 902 --ttl 1h"), new Set(), now);
    const overlay = new Overlay(directory, "dev");
    const before = overlay.text;
    overlay.add(vmid, entry);
    overlay.write();
    const { declaration, diagnostics } = loadConfig({ directory, stack: "dev" });
    const problems = [...diagnostics, ...crossCheck(declaration)];
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const containers = declaration.containers ?? [];
    expect(containers.find((each) => each.vmid === vmid)?.name).toBe("try");
    expect(expired(containers, now)).toEqual([]);
    expect(expired(containers, new Date("2026-11-22T11:01:00Z"))).toEqual([
      `guest ${vmid} (try) is no longer needed since 2026-11-22T11:00Z: npm run new -- --remove try`,
    ]);
    const later = new Overlay(directory, "dev");
    expect(() => later.remove("n8n-phoenix")).toThrow(/declares no guest "n8n-phoenix" of its own/);
    expect(later.remove("try")).toBe(vmid);
    expect(later.text).toBe(before);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
});

test("a stack without an overlay gets one", () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-new-"));
  try {
    const overlay = new Overlay(directory, "home");
    overlay.add(961, { name: "try" });
    overlay.write();
    const text = fs.readFileSync(path.join(directory, "overlays/home.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({ lxc: { lxc_configs: { "961": { name: "try" } } } });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
});
