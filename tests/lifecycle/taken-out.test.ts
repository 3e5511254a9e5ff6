import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { Resource, World } from "./world";

const owner = "phoenix+test";
const file = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

const least = {
  vmid: 950,
  owner,
  source: { ostemplate: `local:vztmpl/${file}` },
  hostname: "guest",
  memory: 512,
  cores: 1,
  rootfs: { storage: "local-zfs", size: "4G" },
  net: { net0: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.150/24" } },
  features: {},
  unprivileged: true,
  tags: [`${owner}+950`],
  mp: {},
  dev: {},
  lxc: [],
  running: true,
} satisfies Bag;

/** Every field that may be left out, and the line of the file that is gone, or is Proxmox's default, without it. */
const optional: [string, Bag, RegExp][] = [
  ["swap", { swap: 64 }, /^swap: 64$/m],
  ["cpulimit", { cpulimit: 1.5 }, /^cpulimit: 1.5$/m],
  ["nameserver", { nameserver: ["10.0.0.1"] }, /^nameserver:/m],
  ["searchdomain", { searchdomain: "example.org" }, /^searchdomain:/m],
  ["onboot", { onboot: true }, /^onboot: 1$/m],
  ["startup", { startup: { order: 3 } }, /^startup:/m],
  ["description", { description: "a guest" }, /^#a guest$/m],
  ["net1", { net: { ...least.net, net1: { name: "eth1", bridge: "vmbr0" } } }, /^net1:/m],
  ["mp", { mp: { "/data": { storage: "local-zfs", size: "1G" } } }, /^mp0:/m],
  ["dev", { dev: { "/dev/nvidia0": { mode: "0666" } } }, /^dev0:/m],
  ["features", { features: { nesting: "1" } }, /^features:/m],
  ["lxc", { lxc: ["lxc.cap.drop: sys_time"] }, /^lxc\.cap/m],
];

let prepared: Json;
let world: World;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open(await gpuNode());
  await new Resource(first, "ostemplate", { storage: "local", template: file }).up();
  await new Resource(first, "container", least).up();
  prepared = first.embedded.snapshotState();
  await first.close();
});

/** The guest as it is in `prepared`; a test that comes to its end leaves it like that. */
let guest: Resource | undefined;

async function takeGuest(): Promise<Resource> {
  if (guest === undefined) {
    world = await World.open(prepared);
    guest = new Resource(world, "container", least);
    // Adopts it.
    await guest.up();
  }
  const taken = guest;
  guest = undefined;
  return taken;
}

afterEach(() => (guest === undefined ? world.close() : undefined));
afterAll(() => guest?.world.close());

const read = () => world.shell("cat /etc/pve/lxc/950.conf");

test.each(optional)("%s is undone when it is taken out", async (_field, more, line) => {
  const taken = await takeGuest();
  taken.inputs = { ...least, ...more, pending: [] };
  await taken.up();
  expect(await read()).toMatch(line);
  taken.inputs = { ...least, pending: [] };
  expect(await taken.up()).toBe("updated");
  expect(await read()).not.toMatch(line);
  expect(await taken.preview()).toMatchObject({ action: "same" });
  guest = taken;
});

test.each(optional)(
  "%s is undone while it still waits for the next start",
  async (_field, more, line) => {
    const taken = await takeGuest();
    taken.inputs = { ...least, ...more };
    expect(await taken.up()).toBe("updated");
    taken.inputs = least;
    expect(await taken.up()).toBe("updated");
    expect(await taken.preview()).toMatchObject({ action: "same" });
    await world.shell("pct stop 950 && pct start 950");
    expect(await read()).not.toMatch(line);
    expect(await taken.preview()).toMatchObject({ action: "same" });
    guest = taken;
  },
);

test("a value that waits in place of another one is undone with it", async () => {
  const guest = await takeGuest();
  guest.inputs = { ...least, nameserver: ["10.0.0.1"] };
  await guest.up();
  guest.inputs = { ...least, nameserver: ["10.0.0.2"] };
  expect(await guest.up()).toBe("updated");
  guest.inputs = least;
  expect(await guest.up()).toBe("updated");
  await world.shell("pct stop 950 && pct start 950");
  expect(await read()).not.toMatch(/nameserver/);
});
