import type { Json } from "../../embedded/contract";
import type { FeatureSettings } from "../../providers/features";
import { readFeature } from "../../providers/features";
import type { Bag } from "../../providers/lifecycle";
import { owner } from "./layer-spec";
import { checksumOf, imageSpec } from "./vm-spec";
import { Resource, World } from "./world";

const url = "https://mirror.phoenix.internal/images/noble/server-with-agent.img";

/** An image that has the guest agent. */
const agentImage = { ...imageSpec, file: "noble-agent.qcow2", url, checksum: checksumOf(url) };

/** A machine that features can be installed in. */
export const workerSpec = {
  vmid: 1002,
  owner,
  source: { image: `local:import/${agentImage.file}` },
  name: "worker",
  memory: 4096,
  cores: 2,
  boot: "scsi0",
  disks: { scsi0: { storage: "local-zfs", size: "16G" } },
  net: { net0: { model: "virtio", bridge: "vmbr0" } },
  cloudinit: "local-zfs",
  ipconfig: { ipconfig0: { ip: "10.0.0.102/24", gw: "10.0.0.1" } },
  agent: true,
  hostpci: [],
  tags: [`${owner}+1002`],
  running: true,
} satisfies Bag;

/** A node with that machine, as a state that worlds may start from. */
export async function withWorker(
  features: readonly string[] = [],
  spec: Bag = workerSpec,
): Promise<Json> {
  const world = await World.open();
  await new Resource(world, "cloudimage", agentImage).up();
  await new Resource(world, "vm", spec).up();
  for (const name of features) await machineFeature(world, name).up();
  const state = world.embedded.snapshotState();
  await world.close();
  return state;
}

/** A feature of that machine, with everything that the configuration would say of it. */
export function machineFeature(
  world: World,
  name: string,
  settings: FeatureSettings = {},
): Resource {
  const distribution = { id: "ubuntu", release: "24.04", codename: "noble" } as const;
  const said = { distribution, ...settings };
  const { fingerprint, facts } = readFeature(name, said) ?? {};
  return new Resource(world, "feature", {
    ...{ vmid: 1002, type: "qemu", owner, feature: name, fingerprint, facts },
    ...(said as Bag),
  });
}

/** A command of the machine's administrator. */
export async function inMachine(world: World, command: string): Promise<string> {
  const said = await world.shell(`qm guest exec 1002 -- /bin/bash -c ${JSON.stringify(command)}`);
  const { exitcode, ...rest } = JSON.parse(said) as Record<string, unknown>;
  if (exitcode !== 0) throw new Error(`${command}: ${said}`);
  return String(rest["out-data"] ?? "");
}
