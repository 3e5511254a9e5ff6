import type { ContainerDocument } from "../documents/container";
import type { Path } from "../diagnostics";
import { parseNameservers } from "../fields/network";
import type { Report } from "../report";
import type { ContainerConfig, DatasetConfig, VolumeConfig } from "../types";
import { withOrigin } from "../origin";
import { resolveAlias } from "./aliases";
import { normaliseHealth } from "./health";
import { normaliseInterface } from "./interface";
import { normaliseFeatures, normaliseLxcOptions } from "./options";
import { normalisePortainer } from "./portainer";
import { templateOf } from "./templates";

/** One entry of lxc_configs in canonical form. */
export function normaliseContainer(
  vmid: number,
  document: ContainerDocument,
  datasets: readonly DatasetConfig[],
  report: Report,
): Omit<ContainerConfig, "gpu_devices"> {
  const path: Path = ["lxc_configs", String(vmid)];
  const {
    apparmor_profile,
    clone_from_ctid,
    clone_from_template_ctid,
    dependencies,
    feature_options: _options,
    features,
    gpu_assignment,
    health_check,
    health_checks,
    is_template,
    lxc_options,
    mac_address,
    mount_points,
    nameserver,
    network_config,
    pct_options,
    portainer_role,
    ports,
    secondary_network_config,
    static_ip,
    swap,
    swap_mb,
    template,
    tests,
    vllm,
    vllm_api_port,
    vllm_model,
    vllm_port,
    volumes,
    zfs_volumes,
    ...rest
  } = document;

  const alias = <T>(name: string, modern: T | undefined, older: string, value: T | undefined) =>
    resolveAlias(report, "lxc", { name, value: modern }, { path: [...path, older], value });

  const source = alias(
    "clone_from_ctid",
    clone_from_ctid,
    "clone_from_template_ctid",
    clone_from_template_ctid,
  );
  const memory = alias("swap_mb", swap_mb, "swap", swap);
  const port = alias("vllm_port", vllm_port, "vllm_api_port", vllm_api_port);
  const primary = "hwaddr" in network_config ? network_config.hwaddr : undefined;
  const mac = alias("mac_address", mac_address, "network_config", primary);
  const net0 = normaliseInterface(
    network_config,
    "eth0",
    [...path, "network_config"],
    report,
    static_ip,
  );
  const servers = alias(
    "network_config.nameservers",
    net0.nameservers.length > 0 ? net0.nameservers : undefined,
    "nameserver",
    nameserver === undefined ? undefined : parseNameservers(nameserver),
  );
  const image = template === undefined ? undefined : templateOf(template, datasets);
  const apart = normaliseFeatures(features, pct_options, path, report);
  const model = vllm_model === "none" ? undefined : vllm_model;
  const integration = [...(tests?.integration_tests ?? []), ...(vllm ?? [])];
  const net1 =
    secondary_network_config &&
    normaliseInterface(
      secondary_network_config,
      "eth1",
      [...path, "secondary_network_config"],
      report,
    );

  return {
    ...rest,
    vmid,
    ...(memory !== undefined && { swap_mb: memory }),
    ...(image && { template: image.file, ostemplate: image.volid }),
    ...(source !== undefined && { clone_from_ctid: Number(source) }),
    ...(is_template !== undefined && { is_template: isTemplate(document, path, report) }),
    network_config: { ...net0, nameservers: servers ?? [] },
    ...(net1 && {
      secondary_network_config: {
        ...net1,
        ...(secondary_network_config.hwaddr !== undefined && {
          hwaddr: secondary_network_config.hwaddr,
        }),
      },
    }),
    ...(mac !== undefined && { mac_address: mac }),
    ...(servers && { nameserver: servers.join(" ") }),
    gpu_assignment: gpu_assignment ?? [],
    pct_options: apart.pct_options,
    ...normalisePortainer(document, apart.features, path, report),
    lxc_options: normaliseLxcOptions(lxc_options ?? [], apparmor_profile, path, report),
    mount_points: (mount_points ?? []).map((mount, index) =>
      withOrigin({ ...mount }, "lxc", [...path, "mount_points", index]),
    ),
    volumes: [
      ...normaliseVolumes(volumes, [...path, "volumes"]),
      ...normaliseVolumes(zfs_volumes, [...path, "zfs_volumes"]),
    ],
    dependencies: (dependencies ?? []).map(Number),
    ports: (ports ?? []).map(parsePort),
    health_checks: normaliseHealth(
      { ...(health_check && { health_check }), ...(health_checks && { health_checks }) },
      { kind: "lxc", path },
      report,
    ),
    ...(port !== undefined && { vllm_port: port }),
    ...(typeof model === "string" && { vllm_model: model }),
    ...((tests || integration.length > 0) && {
      tests: { ...tests, ...(integration.length > 0 && { integration_tests: integration }) },
    }),
  };
}

/** Older files say is_template of layers that have a snapshot; Proxmox refuses to have both on one container. */
function isTemplate(document: ContainerDocument, path: Path, report: Report): boolean {
  const both = document.is_template === true && document.template_snapshot_name !== undefined;
  if (both) {
    const message =
      "is left out of account: template_snapshot_name makes this container a layer, and Proxmox converts none with snapshots";
    report.warning("lxc", [...path, "is_template"], "template-and-snapshot", message);
  }
  return document.is_template === true && !both;
}

function normaliseVolumes(volumes: ContainerDocument["volumes"], path: Path): VolumeConfig[] {
  return (volumes ?? []).map(({ pool, ...volume }, index) =>
    withOrigin({ ...volume, storage: pool }, "lxc", [...path, index]),
  );
}

function parsePort(port: string): { host: number; container: number } {
  const [host = 0, container = host] = (port.split("/")[0] ?? port).split(":").map(Number);
  return { host, container };
}
