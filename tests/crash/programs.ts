import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { runFile } from "../../embedded/nvidia/run-file";
import type { Bag } from "../../providers/lifecycle";
import { type Declared, declareProgram } from "../engine/declared";
import { extraKinds } from "./extra-kinds";

/** The reference inventory, and one of each kind that it has nothing of. */
export async function wholeProgram(): Promise<readonly Declared[]> {
  return [...(await declareProgram()), ...extraKinds];
}

/**
 * The same after an edit that touches every kind that can be changed in place: the node's name has guests, OS templates
 * and images are what they are called, templates stay templates. `directory` gets the edited configuration.
 */
export async function changedProgram(directory: string): Promise<readonly Declared[]> {
  fs.cpSync(path.resolve(__dirname, "../../config"), directory, { recursive: true });
  editJson(path.join(directory, "phoenix_hypervisor_config.json"), editHypervisor);
  editJson(path.join(directory, "overlays/dev.json"), editOverlay);
  editJson(path.join(directory, "phoenix_lxc_configs.json"), editGuests);
  const extras = extraKinds.map(({ changed, ...extra }) => ({
    ...extra,
    inputs: changed ?? extra.inputs,
  }));
  return [...(await declareProgram(directory)).map(changed), ...extras];
}

const version = "580.82.09";
const url = `https://us.download.nvidia.com/XFree86/Linux-x86_64/${version}/NVIDIA-Linux-x86_64-${version}.run`;

function editHypervisor(config: Json): void {
  Object.assign(object(config, "nvidia_driver"), { version, runfile_url: url });
  Object.assign(config, { timezone: "Europe/Berlin", packages: ["jq", "s-tui", "tmux"] });
  object(config, "chrony")["pools"] = [{ name: "3.debian.pool.ntp.org" }];
  object(object(config, "apt"), "repositories")["ceph-no-subscription"] = false;
  object(config, "firewall")["default_output_policy"] = "REJECT";
  const volumes = object(config, "shared_volumes");
  object(volumes, "nginx_logs")["mode"] = "0770";
}

function editOverlay(overlay: Json): void {
  const hypervisor = object(overlay, "hypervisor");
  const sha256 = createHash("sha256").update(runFile(version)).digest("hex");
  object(hypervisor, "nvidia_driver")["runfile_sha256"] = sha256;
  object(hypervisor, "network")["dns"] = { servers: ["192.168.250.1", "9.9.9.9"] };
  object(hypervisor, "zfs")["arc_max_gb"] = 12;
  const guests = object(object(overlay, "lxc"), "lxc_configs");
  Object.assign(object(guests, "900"), { memory_mb: 768 });
  Object.assign(object(guests, "952"), { memory_mb: 2048, cores: 2, storage_size_gb: 7 });
}

function editGuests(config: Json): void {
  Object.assign(config, { nvidia_driver_version: version, nvidia_runfile_url: url });
  const guests = object(config, "lxc_configs");
  const gateway = object(guests, "953");
  gateway["nginx_sites"] = (gateway["nginx_sites"] as Json[]).slice(1);
  const server = object(guests, "957");
  object(object(server, "feature_options"), "llamacpp")["port"] = "8082";
  for (const check of server["health_checks"] as Json[]) {
    check["http"] = String(check["http"]).replace("8081", "8082");
  }
}

/** What is easier said of the resources than in the configuration. */
function changed(declared: Declared): Declared {
  const change = changes[declared.kind];
  return change === undefined ? declared : { ...declared, inputs: change(declared.inputs) };
}

const changes: Readonly<Record<string, (inputs: Bag) => Bag>> = {
  network: (inputs) => merged(inputs, { interfaces: { vmbr0: { comments: "the uplink" } } }),
  pool: (inputs) => merged(inputs, { properties: { autotrim: "off" } }),
  dataset: (inputs) => merged(inputs, { properties: { atime: "off" } }),
  storage: (inputs) => (inputs["type"] === "dir" ? withSnippets(inputs) : inputs),
  user: (inputs) => ({ ...inputs, shell: "/bin/sh" }),
  samba: (inputs) => merged(inputs, { global: { "server string": "changed" } }),
  guestfirewall: (inputs) => merged(inputs, { options: { policy_in: "REJECT" } }),
};

function withSnippets(inputs: Bag): Bag {
  return { ...inputs, content: [...(inputs["content"] as string[]), "snippets"].sort() };
}

function merged(inputs: Bag, change: Bag): Bag {
  const all: Record<string, Bag[string]> = { ...inputs };
  for (const [key, value] of Object.entries(change)) {
    const before = inputs[key];
    all[key] = isBag(before) && isBag(value) ? merged(before, value) : value;
  }
  return all;
}

function isBag(value: Bag[string]): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Json = Record<string, unknown>;

function object(parent: Json, name: string): Json {
  return parent[name] as Json;
}

function editJson(file: string, edit: (content: Json) => void): void {
  const content = JSON.parse(fs.readFileSync(file, "utf8")) as Json;
  edit(content);
  fs.writeFileSync(file, JSON.stringify(content));
}
