import fc from "fast-check";
import { parseGuestConfig } from "../../host/guest-config";
import type { Container } from "../../host/inspection";
import { giveAddresses, withAddresses } from "../../providers/guest/addresses";
import { layerSpec, owner, templateFile } from "./layer-spec";
import { imageSpec, templateVmSpec } from "./vm-spec";
import { Resource, World } from "./world";

const range = { first: "10.0.0.210/24", last: "10.0.0.213", reserved: ["10.0.0.212"] };

/** Six addresses for as many names as there are. */
const choice = fc.record({
  names: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 5 }),
  gone: fc.nat(4),
});

function choose(
  names: readonly string[],
  live: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const among = Object.fromEntries(names.map((name) => [`${name}/net0`, name]));
  return giveAddresses({ first: "10.0.0.1/24", last: "10.0.0.6", among, reserved: [] }, live);
}

test("everybody gets an address of the range of his own, whoever asks first", () => {
  fc.assert(
    fc.property(choice, ({ names }) => {
      const given = choose(names);
      expect(new Set(given.values()).size).toBe(names.length);
      for (const address of given.values()) expect(address).toMatch(/^10\.0\.0\.[1-6]$/);
      expect(choose([...names].reverse())).toEqual(new Map(given));
    }),
  );
});

test("who has an address keeps it, whoever comes or goes", () => {
  fc.assert(
    fc.property(choice, ({ names, gone }) => {
      const live = choose(names);
      const kept = names.filter((_, index) => index !== gone);
      const later = choose([...kept, "newcomer"], live);
      for (const name of kept) expect(later.get(`${name}/net0`)).toBe(live.get(`${name}/net0`));
      expect(new Set(later.values()).size).toBe(later.size);
    }),
  );
});

describe("addresses that guests still answer at", () => {
  const found = (vmid: number, running: boolean, text: string): [number, Container] => [
    vmid,
    { vmid, running, config: parseGuestConfig(text) },
  ];
  const ipOf = (
    vmid: number,
    among: Record<string, string>,
    containers: readonly [number, Container][],
    virtualMachines: readonly [number, Container][] = [],
  ) => {
    const auto = { net0: { ...range, among } };
    const live = { containers: new Map(containers), virtualMachines: new Map(virtualMachines) };
    const spec: { vmid: number; auto?: typeof auto; net: Record<string, { ip?: string }> } = {
      ...{ vmid, auto, net: { net0: {} } },
    };
    return withAddresses(spec, "net", live).net["net0"]?.ip;
  };
  const db = ipOf(801, { "801/net0": "db" }, [])?.replace("/24", "") ?? "";

  test("are nobody else's before they have started anew", () => {
    expect(db).toMatch(/^10\.0\.0\.21[013]$/);
    const drive = `ipconfig0: ip=10.0.0.50/24\n\n[special:cloudinit]\nipconfig0: ip=${db}/24\n`;
    const machine = found(1001, true, drive);
    expect(ipOf(801, { "801/net0": "db" }, [], [machine])).not.toBe(`${db}/24`);
    const net = (address: string) => `net0: name=eth0,bridge=vmbr0,ip=${address}/24\n`;
    const waiting = found(802, true, `${net(db)}\n[pve:pending]\n${net("10.0.0.51")}`);
    expect(ipOf(801, { "801/net0": "db" }, [waiting])).not.toBe(`${db}/24`);
  });

  test("are the layer's and not those of its copy that was cut off, whatever they are called", () => {
    const among = { "900/net0": "z-layer", "801/net0": "a-copy" };
    const text = `net0: name=eth0,bridge=vmbr0,ip=${db}/24\n`;
    const both = [found(801, false, `#layer 900@base\n${text}`), found(900, false, text)];
    expect(ipOf(900, among, both)).toBe(`${db}/24`);
    expect(ipOf(801, among, both)).not.toBe(`${db}/24`);
    const running = [found(900, false, text), found(801, true, `#layer 900@base\n${text}`)];
    expect(ipOf(801, among, running)).toBe(`${db}/24`);
  });
});

describe("a container with an address of a range", () => {
  let world: World;

  const guest = (vmid: number, among: Record<string, string>) =>
    new Resource(world, "container", {
      ...layerSpec,
      vmid,
      hostname: `guest-${vmid}`,
      tags: [`${owner}+${vmid}`],
      net: { net0: { name: "eth0", bridge: "vmbr0", gw: "10.0.0.1" } },
      auto: { net0: { ...range, among } },
      rootfs: { storage: "local-zfs", size: "1G" },
    });
  const ipOf = async (vmid: number) =>
    /ip=([\d./]+)/.exec(await world.shell(`pct config ${vmid}`))?.[1];
  const three = { "300/net0": "a", "301/net0": "b", "302/net0": "c" };

  beforeAll(async () => {
    world = await World.open();
    await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  });
  afterAll(() => world.close());

  test("is given one that nobody has and nobody else is declared with, and keeps it", async () => {
    const [first, second] = [guest(300, three), guest(301, three)];
    expect(await first.up()).toBe("created");
    expect(await second.up()).toBe("created");
    expect(await second.up()).toBe("unchanged");
    const [a, b] = [await ipOf(300), await ipOf(301)];
    for (const ip of [a, b])
      expect(["10.0.0.210/24", "10.0.0.211/24", "10.0.0.213/24"]).toContain(ip);
    expect(a).not.toBe(b);
    expect(first.inputs["auto"]).toBeDefined();
    expect(first.outputs["auto"]).toBeUndefined();
    expect(first.outputs["net"]).toMatchObject({ net0: { ip: a } });
  });

  test("keeps what it was given by hand inside the range, and nothing outside", async () => {
    const [a, b] = [await ipOf(300), await ipOf(301)];
    const free = ["10.0.0.210/24", "10.0.0.211/24", "10.0.0.213/24"].find(
      (ip) => ip !== a && ip !== b,
    );
    const first = guest(300, three);
    await first.up();
    await world.shell(`pct set 300 --net0 name=eth0,bridge=vmbr0,gw=10.0.0.1,ip=${free}`);
    expect(await first.up()).toBe("unchanged");
    await world.shell("pct set 300 --net0 name=eth0,bridge=vmbr0,gw=10.0.0.1,ip=10.0.0.99/24");
    expect((await first.preview()).changes).toEqual(["net"]);
    expect(await first.up()).toBe("updated");
    expect([a, free]).toContain(await ipOf(300));
  });

  test("is refused where others have all of them, a foreign guest among them", async () => {
    const taken = [await ipOf(300), await ipOf(301)];
    const left = ["10.0.0.210/24", "10.0.0.211/24", "10.0.0.213/24"].find(
      (ip) => !taken.includes(ip),
    );
    await world.shell(
      `pct create 999 local:vztmpl/${templateFile} --rootfs local-zfs:1 --net0 name=eth0,bridge=vmbr0,ip=${left}`,
    );
    const before = world.mutations;
    await expect(guest(302, three).up()).rejects.toThrow(
      "net: container 302 (guest-302): no address is left for net0 between 10.0.0.210/24 and 10.0.0.213",
    );
    expect(world.mutations).toBe(before);
  });

  test("shares the range with virtual machines: both see whose an address is, and keep their own", async () => {
    await world.shell("pct stop 999 2>/dev/null; pct destroy 999");
    await new Resource(world, "cloudimage", imageSpec).up();
    const mixed = { "300/net0": "a", "301/net0": "b", "320/ipconfig0": "m", "321/ipconfig0": "n" };
    const machine = (vmid: number, name: string) =>
      new Resource(world, "vm", {
        ...templateVmSpec,
        ...{ vmid, name, tags: [`${owner}+${vmid}`], ipconfig: { ipconfig0: { gw: "10.0.0.1" } } },
        auto: { ipconfig0: { ...range, among: mixed } },
      });
    const configOf = async () => await world.shell("qm config 320");
    const before = [await ipOf(300), await ipOf(301)];
    const first = machine(320, "m");
    expect(await first.up()).toBe("created");
    const left = ["10.0.0.210/24", "10.0.0.211/24", "10.0.0.213/24"].find(
      (ip) => !before.includes(ip),
    );
    expect(await configOf()).toContain(`ipconfig0: gw=10.0.0.1,ip=${left}`);
    expect(first.outputs["auto"]).toBeUndefined();
    expect(first.outputs["ipconfig"]).toEqual({ ipconfig0: { ip: left, gw: "10.0.0.1" } });
    expect([await guest(300, mixed).up(), await ipOf(300)]).toEqual(["created", before[0]]);
    const renamed = machine(320, "renamed");
    renamed.restore("320", first.outputs);
    expect(await renamed.up()).toBe("updated");
    expect(await configOf()).toContain(`ip=${left}`);
    await world.shell("qm set 320 --ipconfig0 ip=10.0.0.99/24,gw=10.0.0.1");
    expect((await renamed.preview()).changes).toEqual(["ipconfig"]);
    expect(await renamed.up()).toBe("updated");
    expect(await configOf()).toContain(`ip=${left}`);
    const mutations = world.mutations;
    await expect(machine(321, "n").up()).rejects.toThrow(
      "ipconfig: virtual machine 321 (n): no address is left for ipconfig0 between 10.0.0.210/24 and 10.0.0.213",
    );
    expect(world.mutations).toBe(mutations);
  });

  test("one with DHCP tells the address that it was given, while it runs", async () => {
    const leased = new Resource(world, "container", {
      ...layerSpec,
      vmid: 310,
      hostname: "leased",
      tags: [`${owner}+310`],
      net: { net0: { name: "eth0", bridge: "vmbr0", ip: "dhcp" } },
      rootfs: { storage: "local-zfs", size: "1G" },
      running: true,
    });
    await leased.up();
    expect(await leased.up()).toBe("unchanged");
    expect(leased.outputs["live"]).toMatchObject({
      address: expect.stringMatching(/^10\.0\.\d+\.\d+$/) as string,
    });
    await world.shell("pct stop 310");
    await leased.refresh();
    expect(leased.outputs["live"]).not.toHaveProperty("address");
  });
});
