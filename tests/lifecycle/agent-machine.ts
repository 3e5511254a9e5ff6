import type { Json } from "../../embedded/contract";
import type { FeatureSettings } from "../../providers/features";
import { readFeature } from "../../providers/features";
import type { Bag } from "../../providers/lifecycle";
import { stackContents } from "../../providers/stack-files";
import { stackSpec } from "../../providers/stack";
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
  await makeWorker(world, features, spec);
  const state = world.embedded.snapshotState();
  await world.close();
  return state;
}

/** Makes that machine, with features. */
export async function makeWorker(
  world: World,
  features: readonly string[],
  spec: Bag = workerSpec,
): Promise<void> {
  await new Resource(world, "cloudimage", agentImage).up();
  await new Resource(world, "vm", spec).up();
  for (const name of features) await machineFeature(world, name).up();
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
    ...(said as unknown as Bag),
  });
}

/** A command of the machine's administrator. */
export async function inMachine(world: World, command: string): Promise<string> {
  const said = await world.shell(`qm guest exec 1002 -- /bin/bash -c ${JSON.stringify(command)}`);
  const answer = JSON.parse(said) as { readonly exitcode: number; readonly "out-data"?: string };
  if (answer.exitcode !== 0) throw new Error(`${command}: ${said}`);
  return answer["out-data"] ?? "";
}

/** Five minutes pass while a machine's agent is asked for the first time. */
export function passFiveMinutes(world: World): void {
  const now = Date.now.bind(Date);
  let ahead = 0;
  jest.spyOn(Date, "now").mockImplementation(() => now() + ahead);
  const run = world.host.shell.run.bind(world.host.shell);
  jest.spyOn(world.host.shell, "run").mockImplementation((argv, options) => {
    if (argv[0] === "qm") ahead = 301_000;
    return run(argv, options);
  });
}

/** A stack of two services with everything that one may have, as the program declares it. */
export function shopStack(world: World, given: Shop = {}): Resource {
  return new Resource(world, "stack", shopInputs(given));
}

interface Shop {
  readonly stack?: string;
  readonly port?: number;
  /** Whether its service `web` was taken out. */
  readonly withoutWeb?: boolean;
}

/** Its inputs. */
export function shopInputs({ stack = "shop", port = 8080, withoutWeb = false }: Shop = {}): Bag {
  const files = stackContents(
    withoutWeb ? composeFile.replace(/^ {2}web:[^]*?(?=^ {2}db:)/m, "") : composeFile,
    {
      variables: [
        { name: "GREETING", value: "hello world $5" },
        { name: "PORT", value: String(port) },
      ],
      files: [{ destination_in_container: "/etc/site.conf", content: "site\n" }],
      services: withoutWeb
        ? {}
        : { web: { traefik_labels: ["traefik.enable=true", "traefik.users=ann:$apr1$x"] } },
    },
    stack,
  );
  const guest = { vmid: 1002, type: "qemu" as const, owner };
  return stackSpec(guest, stack, files, { PASSWORD: "shop-db" });
}

const composeFile = `services:
  web:
    image: nginx:1.29
    restart: unless-stopped
    environment:
      - GREETING=\${GREETING}
    ports: ["\${PORT}:80"]
  db:
    image: postgres:17
    restart: unless-stopped
    environment:
      PASSWORD: \${PASSWORD}
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`;
