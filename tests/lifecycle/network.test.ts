import { Resource, World } from "./world";

type Table = Record<string, Record<string, unknown>>;

const vmbr0 = { type: "bridge", autostart: true, cidr: "10.0.0.13/24", gateway: "10.0.0.1" };
const kernelKeys = [
  ...["cidr", "gateway", "cidr6", "gateway6", "mtu", "bridge_ports", "bridge_vlan_aware"],
  ...["slaves", "bond_mode", "bond-primary", "bond_xmit_hash_policy"],
];

function spec(interfaces: Table, rollbackSeconds = 30) {
  const running = Object.entries(interfaces)
    .filter(([, each]) => each["autostart"] === true)
    .map(([name, each]) => {
      const shown = Object.entries(each).filter(([key]) => kernelKeys.includes(key));
      return [name, { up: true, ...(Object.fromEntries(shown) as object) }] as const;
    });
  return {
    ...{ interfaces, running: Object.fromEntries(running) },
    ...{ rollback: "none", rollbackSeconds },
  } as never;
}

let world: World;
let network: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  network = new Resource(world, "network", spec({ vmbr0 }));
});
afterEach(() => world.close());

const file = () => world.shell("cat /etc/network/interfaces");
const brief = (name: string) => world.shell(`ip -br addr show ${name}`);
const isGone = async (path: string) =>
  expect(await world.shell(`ls ${path} 2>&1; true`)).toContain("No such file");

test("what is as declared is adopted, and nothing is written", async () => {
  const before = world.mutations;
  expect(await network.up()).toBe("created");
  expect(await network.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("bridges, VLANs and bonds are made, with addresses, in one step", async () => {
  network.inputs = spec({
    vmbr0: {
      ...vmbr0,
      bridge_ports: ["bond0"],
      bridge_vlan_aware: true,
      bridge_vids: "2-100 200",
      comments: "the uplink, für alle\nsecond line",
    },
    bond0: {
      type: "bond",
      autostart: true,
      slaves: ["enp5s0"],
      bond_mode: "active-backup",
      "bond-primary": "enp5s0",
    },
    "vmbr0.20": { type: "vlan", autostart: true, cidr: "10.20.0.1/24" },
    vlan30: { type: "vlan", autostart: true, cidr6: "fd00::1/64", "vlan-raw-device": "bond0" },
    vmbr1: { type: "bridge", autostart: true, bridge_ports: [], mtu: 1400 },
  });
  expect(await network.up()).toBe("created");
  expect(await file()).toContain(
    "auto bond0\niface bond0 inet manual\n\tbond-slaves enp5s0\n\tbond-miimon 100\n\tbond-mode active-backup\n\tbond-primary enp5s0\n\n" +
      "auto vmbr0\niface vmbr0 inet static\n\taddress 10.0.0.13/24\n\tgateway 10.0.0.1\n\tbridge-ports bond0\n\tbridge-stp off\n\tbridge-fd 0\n\tbridge-vlan-aware yes\n\tbridge-vids 2-100 200\n#the uplink, für alle\n#second line\n\n",
  );
  expect(await brief("vmbr0.20")).toMatch(/^vmbr0\.20@vmbr0 +UP +10\.20\.0\.1\/24 /);
  expect(await brief("vlan30")).toMatch(/^vlan30@bond0 +UP +fd00::1\/64 /);
  expect(await world.shell("ip link show master vmbr0")).toContain("bond0:");
  expect(await network.up()).toBe("unchanged");
});

test("lines that Proxmox VE does not know, other interfaces and sources survive a change", async () => {
  await world.shell(
    "sed -i 's/^\\tbridge-fd 0$/&\\n\\tpost-up echo 1 > \\/tmp\\/x/' /etc/network/interfaces && printf '\\nauto vmbr9\\niface vmbr9 inet static\\n\\taddress 10.9.0.1\\n\\tnetmask 255.255.0.0\\n\\tbridge_ports none\\n\\tpost-up true\\n#theirs\\n' >> /etc/network/interfaces && ifreload -a",
  );
  network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } });
  await network.up();
  const text = await file();
  expect(text).toContain("\tpost-up echo 1 > /tmp/x\n");
  expect(text).toContain("iface vmbr9 inet static\n\taddress 10.9.0.1/16\n\tbridge-ports none\n");
  expect(text).toContain("\tpost-up true\n#theirs\n");
  expect(text).toContain("source /etc/network/interfaces.d/*\n");
  expect(text).toContain("iface enp5s0 inet manual\n\n");
});

test("settings that are not declared stay, IPv6 among them; those that are taken out are taken away", async () => {
  await world.shell(
    "sed -i 's/^source/iface vmbr0 inet6 static\\n\\taddress fd00::13\\/64\\n\\n&/' /etc/network/interfaces && ifreload -a",
  );
  network.inputs = spec({
    vmbr0: { ...vmbr0, mtu: 1400, comments: "ours", bridge_vlan_aware: true },
  });
  await network.up();
  expect(await brief("vmbr0")).toContain("10.0.0.13/24 fd00::13/64");
  expect(await file()).toContain("bridge-ports enp5s0");
  network.inputs = spec({ vmbr0: { type: "bridge", autostart: true, cidr: "10.0.0.13/24" } });
  const { action, changes } = await network.preview();
  expect([action, changes]).toEqual(["update", ["interfaces", "running"]]);
  expect(await network.up()).toBe("updated");
  expect(await file()).not.toMatch(/mtu|#ours|vlan-aware|gateway/);
  expect(await world.shell("ip route")).toBe("");
  expect(await brief("vmbr0")).toContain("10.0.0.13/24 fd00::13/64");
  expect(await network.up()).toBe("unchanged");
});

test("a gateway and a port move from one interface to another", async () => {
  await network.up();
  network.inputs = spec({
    vmbr0: { type: "bridge", autostart: true, cidr: "10.0.0.13/24", bridge_ports: [] },
    vmbr1: {
      type: "bridge",
      autostart: true,
      cidr: "10.1.0.13/24",
      gateway: "10.1.0.1",
      bridge_ports: ["enp5s0"],
    },
  });
  expect(await network.up()).toBe("updated");
  expect(await world.shell("ip route")).toContain("default via 10.1.0.1 dev vmbr1");
  expect(await world.shell("ip link show enp5s0")).toContain("master vmbr1");
  expect(await network.up()).toBe("unchanged");
});

test("an interface that is not declared any more, and all of them on delete, stay as they are", async () => {
  network.inputs = spec({ vmbr0, vmbr1: { type: "bridge", autostart: true, cidr: "10.1.0.1/24" } });
  await network.up();
  const before = await file();
  const mutations = world.mutations;
  network.inputs = spec({ vmbr0 });
  await network.up();
  expect(world.mutations).toBe(mutations);
  expect(await network.up()).toBe("unchanged");
  await network.delete();
  await network.delete();
  expect(await file()).toBe(before);
  expect(await brief("vmbr1")).toContain("10.1.0.1/24");
});

test("an interface that does not start with the node is in the file, and need not be up", async () => {
  network.inputs = spec({
    vmbr0,
    vmbr2: { type: "bridge", autostart: false, cidr: "10.2.0.1/24" },
  });
  await network.up();
  expect(await file()).toMatch(/\n\niface vmbr2 inet static\n/);
  expect(await world.shell("ip link show vmbr2 2>&1; true")).toContain("does not exist");
  expect(await network.up()).toBe("unchanged");
});

test("an address by hand beside the declared one is left alone, until the network is reloaded", async () => {
  await network.up();
  await world.shell("ip addr add 10.0.0.99/24 dev vmbr0");
  expect(await network.up()).toBe("unchanged");
});

test("a change that nobody has applied is somebody else's, is told with the interface, and stays", async () => {
  await network.up();
  await world.shell(
    "pvesh create /nodes/phoenix/network --iface vmbr7 --type bridge --cidr 10.7.0.1/24",
  );
  await world.shell(
    "sed -i 's/bridge-fd 0/bridge-fd 0\\n\\tpost-up reboot/' /etc/network/interfaces.new",
  );
  const waiting = await world.shell("cat /etc/network/interfaces.new");
  network.inputs = spec({ vmbr0: { ...vmbr0, cidr: "10.0.0.14/24" } });
  const before = world.mutations;
  await expect(network.preview()).rejects.toThrow(
    /changes that are not of this stack wait.*\n {2}vmbr0: post-up reboot added\n {2}vmbr7: .*cidr none => 10\.7\.0\.1\/24.*post-up reboot added\nApply or revert/s,
  );
  expect(world.mutations).toBe(before);
  expect(await world.shell("cat /etc/network/interfaces.new")).toBe(waiting);
});

test("what waits because a run of ours was cut off is gone on with", async () => {
  network.inputs = spec({
    vmbr0: { ...vmbr0, mtu: 1400 },
    vmbr1: { type: "bridge", autostart: true },
  });
  world.embedded.faults.onRequest({ method: "PUT", path: /\/network$/, status: 500, reason: "no" });
  world.embedded.faults.onRequest({
    method: "DELETE",
    path: /\/network$/,
    status: 500,
    reason: "no",
  });
  await expect(network.up()).rejects.toThrow(/500 no/);
  expect(await world.shell("cat /etc/network/interfaces.new")).toContain("mtu 1400");
  expect(await network.up()).not.toBe("unchanged");
  expect(await world.shell("ip link show vmbr0")).toContain("mtu 1400");
  await isGone("/etc/network/interfaces.new");
});

test("a refusal by Proxmox VE leaves nothing waiting, and no guard", async () => {
  network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 9000 } });
  await expect(network.up()).rejects.toThrow(/mtu 1500 is lower than 'vmbr0' - mtu 9000/);
  await isGone("/etc/network/interfaces.new");
  await isGone("/run/systemd/transient/phoenix-network-rollback.timer");
  expect(await brief("vmbr0")).toContain("10.0.0.13/24");
});

test.each([
  [
    { vmbr0, vmbr1: { type: "bridge", autostart: true, bridge_ports: ["enp9s9"] } },
    /enp9s9, which vmbr1 stands on, is no interface of the node; its network cards are enp5s0/,
  ],
  [{ enp9s9: { type: "eth", autostart: true, mtu: 1400 } }, /enp9s9 is no interface of the node/],
  [
    { vmbr1: { type: "bridge", autostart: true, bridge_ports: ["enp5s0"] } },
    /vmbr1 is declared with enp5s0, which vmbr0 has\. Declare vmbr0 without it/,
  ],
  [
    { vmbr1: { type: "bridge", autostart: true, gateway: "10.1.0.1" } },
    /vmbr1 is declared with a gateway, and vmbr0 has 10\.0\.0\.1 already/,
  ],
])("what cannot be is refused in preview", async (interfaces, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "network", spec(interfaces)).preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("an interface that a sourced file sets up as well is refused", async () => {
  await world.shell(
    "printf 'auto vmbr0\\niface vmbr0 inet static\\n\\taddress 10.0.0.77/24\\n' > /etc/network/interfaces.d/50-vmbr0.cfg",
  );
  await expect(network.preview()).rejects.toThrow(/50-vmbr0\.cfg sets up vmbr0 as well/);
});

test("what Proxmox VE's API would drop is refused, as long as there is something to change", async () => {
  await world.shell(
    "sed -i 's/^source/auto vmbr3\\niface vmbr3 inet static\\n\\taddress 10.3.0.1\\/24\\n\\taddress 10.3.0.2\\/24\\n\\tbridge-ports none\\n\\nauto vmbr4\\niface vmbr4 inet dhcp\\n\\tbridge-ports none\\n\\n&/' /etc/network/interfaces && ifreload -a",
  );
  expect(await network.up()).toBe("created");
  network.inputs = spec({
    vmbr0: { ...vmbr0, mtu: 1400 },
    vmbr4: { type: "bridge", autostart: true, mtu: 1400 },
  });
  const before = world.mutations;
  await expect(network.preview()).rejects.toThrow(
    /vmbr3 has several addresses \(10\.3\.0\.1\/24, 10\.3\.0\.2\/24\).*vmbr4 gets its address by dhcp/s,
  );
  expect(world.mutations).toBe(before);
});

describe("the guard", () => {
  const reachable = (address: string) =>
    world.embedded.faults.reachableWhile(
      ({ links }) => links.get("vmbr0")?.addresses.includes(address) === true,
    );

  test("takes back a change that cuts the node off, says so, and the next run goes on", async () => {
    await network.up();
    const before = await file();
    reachable("10.0.0.13/24");
    network.inputs = spec({ vmbr0: { ...vmbr0, cidr: "10.0.0.99/24" } }, 2);
    const error: Error = await network.up().then(
      () => new Error("it worked"),
      (problem: unknown) => problem as Error,
    );
    // Why depends on how far it came in that time.
    expect(error.message).toMatch(
      /^network: the change was rolled back: the node could not be reached over new connections within 2 s \(.*\)\.\nTried was: vmbr0: cidr 10\.0\.0\.13\/24 => 10\.0\.0\.99\/24\.\nThe node has its former \/etc\/network\/interfaces again, and is reached by it\./,
    );
    expect(await file()).toBe(before);
    expect(await brief("vmbr0")).toContain("10.0.0.13/24");
    network.inputs = spec({ vmbr0 });
    expect(await network.up()).toBe("unchanged");
    network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } });
    expect(await network.up()).toBe("updated");
  });

  test("takes back a change of a run that has crashed; the next one sees ordinary drift", async () => {
    await network.up();
    const before = await file();
    network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } }, 1);
    // The answer to the change is the last that this run gets.
    world.embedded.faults.onCommand({ command: /^LC_ALL=C\.UTF-8 true/, delay: 1_500, drop: true });
    const { inputs } = await network.preview();
    const crashed = network.operations.update("x", network.outputs, inputs).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await file()).toBe(before);
    await crashed;
    network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } });
    expect(await network.preview()).toMatchObject({
      action: "update",
      changes: ["interfaces", "running"],
    });
    expect(await network.up()).toBe("updated");
  });

  test("is confirmed by the next run where the one that armed it is gone", async () => {
    await network.up();
    await world.shell(
      "systemd-run --quiet --unit=phoenix-network-rollback --on-active=60s -- /bin/true && mkdir -p /var/lib/phoenix/network && cp /etc/network/interfaces /var/lib/phoenix/network/interfaces && sha256sum < /etc/network/interfaces | cut -d ' ' -f 1 > /var/lib/phoenix/network/applied",
    );
    expect(await network.preview()).toMatchObject({ action: "update", changes: ["rollback"] });
    expect(await network.up()).toBe("updated");
    await isGone("/run/systemd/transient/phoenix-network-rollback.timer");
    await isGone("/var/lib/phoenix/network");
    expect(await network.up()).toBe("unchanged");
  });

  test("takes back at once what Proxmox VE could not apply", async () => {
    await network.up();
    const before = await file();
    network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } });
    world.embedded.faults.onTask({
      type: "srvreload",
      after: 0,
      error: "command 'ifreload -a' failed: exit code 1",
    });
    await expect(network.up()).rejects.toThrow(
      /rolled back: Proxmox VE could not apply it \(Task srvreload failed: command 'ifreload -a' failed/,
    );
    expect(await file()).toBe(before);
    expect(await network.up()).toBe("updated");
  });

  test("lets a change stand whose answer was lost", async () => {
    await network.up();
    world.embedded.faults.onRequest({ method: "PUT", path: /\/network$/, drop: "after" });
    network.inputs = spec({ vmbr0: { ...vmbr0, mtu: 1400 } });
    expect(await network.up()).toBe("updated");
    expect(await world.shell("ip link show vmbr0")).toContain("mtu 1400");
    await isGone("/run/systemd/transient/phoenix-network-rollback.timer");
    await isGone("/var/lib/phoenix/network");
  });

  test("does not take back what somebody else has written since", async () => {
    await world.shell(
      "mkdir -p /var/lib/phoenix/network && cd /var/lib/phoenix/network && echo old > interfaces && echo 0 > applied",
    );
    const before = await file();
    await network.up();
    await world.host.shell
      .script((await import("../../host/scripts")).networkGuardScript(), ["rollback"])
      .catch(() => undefined);
    expect(await file()).toBe(before);
  });
});

test("the file can be right and the kernel not: it is reloaded", async () => {
  await network.up();
  await world.shell("ip link set vmbr0 down");
  expect(await network.preview()).toMatchObject({ action: "update", changes: ["running"] });
  expect(await network.up()).toBe("updated");
  expect(await world.shell("ip route")).toContain("default via 10.0.0.1 dev vmbr0");
});

test.each([
  [{ "vmbr0;reboot": vmbr0 }, /interfaces/],
  [{ vmbr0: { ...vmbr0, cidr: "10.0.0.13" } }, /interfaces\.vmbr0\.cidr/],
  [{ vmbr0: { ...vmbr0, cidr: "10.0.0.13/33" } }, /interfaces\.vmbr0\.cidr/],
  [{ vmbr0: { ...vmbr0, gateway: "10.0.0.1\npost-up reboot" } }, /gateway/],
  [{ vmbr0: { ...vmbr0, comments: "a\r\nauto eth9" } }, /comments/],
  [{ vmbr0: { ...vmbr0, mtu: 100 } }, /mtu/],
  [{ vmbr0: { ...vmbr0, bridge_vids: "2-4094\npost-up reboot" } }, /bridge_vids/],
  [{ vmbr0: { ...vmbr0, type: "OVSBridge" } }, /type/],
])("what is declared wrongly is refused by name", async (interfaces, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "network", spec(interfaces)).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
