import type { z } from "zod";
import type { Path } from "../diagnostics";
import type { VmDocument, VmsDocument } from "../documents/vm";
import type { vmDefaults } from "../documents/vm";
import type { FileKind } from "../file-kinds";
import { needsAgent } from "../layers";
import { withOrigin } from "../origin";
import type { Report } from "../report";
import type { VmConfig, VmImageConfig, VmInterfaceConfig } from "../types";
import { resolveAlias } from "./aliases";
import { normaliseHealth } from "./health";

/** Where a virtual machine stands, and what counts where it says nothing. */
export interface VmPlace {
  readonly kind: FileKind;
  /** In the list of its file. */
  readonly position: number;
  readonly defaults: z.output<typeof vmDefaults>;
  readonly images: readonly VmImageConfig[];
}

/** One virtual machine in canonical form. */
export function normaliseVm(document: VmDocument, place: VmPlace, report: Report): VmConfig {
  const { kind, position, defaults, images } = place;
  const {
    dependencies = [],
    disks = [],
    gpu_assignment = [],
    health_checks = [],
    is_template,
    network_bridge: bridge = defaults.network_bridge ?? "vmbr0",
    network_config,
    secondary_network_config: second,
    template_image,
    user_config,
    ...rest
  } = document;
  const path: Path = ["vms", position];
  const net = (given: VmDocument["network_config"], name: string) =>
    normaliseInterface(given ?? { ip: "dhcp" }, bridge, { kind, path: [...path, name], report });
  const image = images.find(({ name }) => name === template_image)?.volid ?? template_image;
  const { ssh_public_key: key, ssh_public_keys: keys = [], username } = user_config ?? {};
  const vm = {
    ...defaultsOf(defaults),
    ...rest,
    ...(is_template !== undefined && { is_template: isTemplate(document, kind, path, report) }),
    ...(image !== undefined && { image }),
    ...(template_image !== undefined && { template_image }),
    ...(username !== undefined && { username }),
    ssh_public_keys: [...(key === undefined ? [] : [key]), ...keys],
    disks,
    gpu_assignment,
    health_checks: normaliseHealth({ health_checks }, { kind, path }, report),
    network_config: net(network_config, "network_config"),
    ...(second && { secondary_network_config: net(second, "secondary_network_config") }),
    dependencies: dependencies.map(Number),
    ...(needsAgent(document) && { guest_agent: document.guest_agent ?? true }),
  };
  return withOrigin(vm, kind, path);
}

/** The images, by their volumes: Proxmox imports by a file's ending, and knows no `.img`. */
export function normaliseImages(images: VmsDocument["vm_images"]): VmImageConfig[] {
  return (images ?? []).map(({ name, url, checksum, storage = "local" }) => {
    const file = name.replace(/\.img$/, ".qcow2");
    return { name, file, storage, url, checksum, volid: `${storage}:import/${file}` };
  });
}

function defaultsOf({ cores, memory_mb, disk_size_gb, storage_pool }: VmPlace["defaults"]) {
  return {
    ...(cores !== undefined && { cores }),
    ...(memory_mb !== undefined && { memory_mb }),
    ...(disk_size_gb !== undefined && { disk_size_gb }),
    ...(storage_pool !== undefined && { storage_pool }),
  };
}

/** Older files say is_template of layers that have a snapshot; Proxmox refuses to have both on one machine. */
function isTemplate(document: VmDocument, kind: FileKind, path: Path, report: Report): boolean {
  const both = document.is_template === true && document.template_snapshot_name !== undefined;
  if (both) {
    const message =
      "is left out of account: template_snapshot_name makes this VM a layer, and Proxmox converts none with snapshots";
    report.warning(kind, [...path, "is_template"], "template-and-snapshot", message);
  }
  return document.is_template === true && !both;
}

function normaliseInterface(
  document: NonNullable<VmDocument["network_config"]>,
  fallback: string,
  { kind, path, report }: { kind: FileKind; path: Path; report: Report },
): VmInterfaceConfig {
  const { name, bridge = fallback, model = "virtio", tag, nameserver, ...rest } = document;
  const [base = bridge, vlan] = bridge.split(".");
  const number = tag ?? (vlan === undefined ? undefined : Number(vlan));
  const servers = resolveAlias(
    report,
    kind,
    { name: "nameservers", value: rest.nameservers },
    { path: [...path, "nameserver"], value: nameserver },
  );
  return {
    ...rest,
    bridge: base,
    model,
    ...(number !== undefined && { tag: number }),
    nameservers: servers ?? [],
  };
}
