import path from "node:path";
import { isLayer } from "../config/layers";
import { loadConfig } from "../config/load";
import type { ContainerConfig, VmConfig } from "../config/types";
import { openHost } from "../host/host";
import type { Container, Inspection, VirtualMachine } from "../host/inspection";
import { parsePropertyString } from "../host/property-string";
import { withSecrets } from "../host/secret-references";
import { readSettings } from "../host/settings";
import { devices } from "../providers/container/observe";
import { align } from "./lib/align";
import { connection } from "./lib/stack";

/** Prints what is on the host: the layers as a tree, each guest with its state, address and GPUs. */
async function picture(): Promise<void> {
  const stack = process.argv[2] ?? "dev";
  const { config } = loadConfig({ directory: path.resolve("config"), stack });
  if (config === undefined) throw new Error("The configuration has mistakes: npm run validate");
  const host = openHost(readSettings(await withSecrets(connection(stack))));
  try {
    const inspection = await host.inspect();
    process.stdout.write(`\n${host.node}, Proxmox VE ${inspection.version}\n\n`);
    for (const line of pools(inspection)) process.stdout.write(`${line}\n`);
    process.stdout.write("\n");
    const rows = tree(config.containers, undefined, "").map(({ prefix, container }) =>
      row(prefix, container, inspection.containers.get(container.vmid)),
    );
    const machines = config.vms.map((vm) =>
      machineRow(vm, inspection.virtualMachines.get(vm.vmid ?? 0)),
    );
    for (const line of align([["guest", "state", "address", "GPU"], ...rows, ...machines])) {
      process.stdout.write(`${line}\n`);
    }
    process.stdout.write("\n");
  } finally {
    await host.close();
  }
}

function pools({ pools: live, storages }: Inspection): string[] {
  return align(
    [...live.values()].map(({ name, state, vdevs, sizeBytes }) => [
      `pool ${name}`,
      vdevs
        .map(({ type, disks }) => (type === "disk" ? "1 disk" : `${type} of ${disks.length}`))
        .join(" + "),
      `${(sizeBytes / 1024 ** 4).toFixed(2)} TiB`,
      state,
      [...storages.values()]
        .filter(({ options }) =>
          new RegExp(`^/?${name}(/|$)`).test(options["pool"] ?? options["path"] ?? ""),
        )
        .map(({ storage }) => storage)
        .join(", "),
    ]),
  );
}

function* branches(containers: readonly ContainerConfig[], parent: number | undefined) {
  yield* containers.filter(({ clone_from_ctid }) => clone_from_ctid === parent);
}

function tree(
  containers: readonly ContainerConfig[],
  parent: number | undefined,
  indent: string,
): { prefix: string; container: ContainerConfig }[] {
  const children = [...branches(containers, parent)];
  return children.flatMap((container, index) => {
    const isLast = index === children.length - 1;
    const root = parent === undefined;
    const prefix = root ? "" : `${indent}${isLast ? "└─ " : "├─ "}`;
    const below = root ? "" : `${indent}${isLast ? "   " : "│  "}`;
    return [{ prefix, container }, ...tree(containers, container.vmid, below)];
  });
}

function row(prefix: string, config: ContainerConfig, live: Container | undefined): string[] {
  const values = live?.config.current.values ?? {};
  const snapshot = Object.keys(live?.config.snapshots ?? {}).join(", ");
  const gpus = devices(values).flatMap(
    ({ path: device }) => /^\/dev\/nvidia(\d+)$/.exec(device)?.[1] ?? [],
  );
  const state = live === undefined ? "not there" : live.running ? "running" : "stopped";
  return [
    `${prefix}${config.vmid} ${config.name}`,
    isLayer(config) && live !== undefined
      ? `layer ${snapshot === "" ? "" : `@${snapshot}`}`.trim()
      : state,
    parsePropertyString(values["net0"] ?? "")["ip"] ?? "-",
    gpus.join(",") || "-",
  ];
}

function machineRow(config: VmConfig, live: VirtualMachine | undefined): string[] {
  const values = live?.config.current.values ?? {};
  const state = live === undefined ? "not there" : live.running ? "running" : "stopped";
  return [
    `${config.vmid ?? ""} ${config.name} (VM)`,
    values["template"] === "1" ? "template" : state,
    parsePropertyString(values["ipconfig0"] ?? "")["ip"] ?? "-",
    config.gpu_assignment.join(",") || "-",
  ];
}

picture().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
