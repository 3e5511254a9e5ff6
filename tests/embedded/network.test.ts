import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { parseInterfaces } from "../../embedded/network/interfaces-conf";
import { printInterfaces } from "../../embedded/network/interfaces-print";
import { KernelNetwork } from "../../embedded/network/kernel-network";
import { Lab } from "./lab";

const shared = path.resolve(__dirname, "../../../shared/data/files");
const recorded = (name: string) =>
  fs.readFileSync(path.join(shared, `etc__network__${name}`), "latin1");
const withRecordings = fs.existsSync(shared) ? test : test.skip;

let lab: Lab;
beforeEach(async () => {
  lab = await Lab.open();
});
afterEach(() => lab.host.close());

const shell = async (command: string) => {
  const { stdout, stderr, exitCode } = await lab.host.exec(command);
  return exitCode === 0 ? stdout : `${exitCode} ${stderr}`;
};
const pending = () => shell("cat /etc/network/interfaces.new");

withRecordings("the file after recorded changes is the recorded one, byte for byte", async () => {
  const presence = { physical: ["eno1"], active: ["vmbr0"] };
  lab.host.node.files.write("/etc/network/interfaces", recorded("interfaces@before"));
  const { network } = lab.host.node;
  network.remove("enp5s0");
  network.add("eno1", { up: true });
  const vmbr7 = {
    ...{ iface: "vmbr7", type: "bridge", cidr: "10.77.0.1/24", autostart: true },
    ...{ bridge_ports: "eno1", bridge_vlan_aware: true, mtu: 1500 },
  };
  await lab.must("POST", "/network", { ...vmbr7, comments: "test bridge \ufffd\ufffd" });
  const again = await lab.ask("POST", "/nodes/phoenix/network", vmbr7);
  expect(again.errors).toEqual({ iface: "interface already exists" });
  const vlan = { iface: "eno1.50", type: "vlan", cidr: "10.50.0.2/24", autostart: true };
  await lab.must("POST", "/network", vlan);
  const text = Buffer.from(await pending(), "utf8").toString("latin1");
  expect(text).toBe(recorded("interfaces.new"));
  await lab.must("DELETE", "/network/eno1.50");
  const after = Buffer.from(await pending(), "utf8").toString("latin1");
  expect(after).toBe(recorded("interfaces.new@after-delete"));
  expect(printInterfaces(parseInterfaces(text, presence))).toBe(text);
});

test.each([
  [{ iface: "vmbr8", type: "bridge", cidr: "10.77.0.300/24" }, "cidr", "IPv4 CIDR network"],
  [
    { iface: "vmbr8", type: "bridge", bridge_ports: "enp5s0" },
    "bridge_ports",
    "is already used on interface 'vmbr0'",
  ],
  [
    { iface: "vmbr8", type: "bridge", gateway: "10.0.0.2" },
    "gateway",
    "Default gateway already exists on interface 'vmbr0'",
  ],
  [{ iface: "v", type: "bridge" }, "iface", "invalid network interface name"],
  [{ iface: "vmbr8", type: "bridge", mtu: 100 }, "mtu", "value must have a minimum value of 1280"],
  [{ iface: "vmbr8", type: "bridge", bridge_vids: "2-5000" }, "bridge_vids", "invalid VLAN"],
])("%j is refused by name", async (params, name, reason) => {
  const answer = await lab.ask("POST", "/nodes/phoenix/network", params);
  expect(answer.status).toBe(400);
  expect(answer.errors?.[name]).toContain(reason);
  expect(await pending()).toContain("No such file");
});

test.each([
  [
    { iface: "vmbr8", type: "bridge", bridge_ports: "enp9s9" },
    "unable to find bridge port 'enp9s9'",
  ],
  [{ iface: "bond0", type: "bond", slaves: "vmbr0" }, "wrong interface type on slave 'vmbr0'"],
  [{ iface: "enp9s9.4", type: "vlan" }, "unable to find parent 'enp9s9'"],
  [
    { iface: "vmbr8", type: "bridge", mtu: 9000, bridge_ports: "enp5s0.8" },
    "mtu 1500 is lower than 'vmbr8' - mtu 9000",
  ],
])("%j is refused because it does not fit the others", async (params, reason) => {
  const below = { iface: "enp5s0.8", type: "vlan" };
  await lab.must("POST", "/network", below);
  const answer = await lab.ask("POST", "/nodes/phoenix/network", params);
  expect([answer.status, answer.reason]).toEqual([500, expect.stringContaining(reason)]);
});

test("a change waits until it is applied, is shown as a difference, and is in force then", async () => {
  await lab.must("PUT", "/network/vmbr0", { type: "bridge", cidr: "10.0.0.14/24" });
  expect(await shell("ip -br addr show vmbr0")).toContain("10.0.0.13/24");
  const { extra } = await lab.ask("GET", "/nodes/phoenix/network");
  expect(extra?.["changes"]).toMatch(
    /^-\taddress 10\.0\.0\.13\/24\n\+\taddress 10\.0\.0\.14\/24$/m,
  );
  expect(await lab.run("PUT", "/network")).toBe("OK");
  expect(await shell("ip -br addr show vmbr0")).toMatch(/^vmbr0 +UP +10\.0\.0\.14\/24 fe80::/);
  expect(await pending()).toContain("No such file");
  expect(await shell("ip route")).toBe("default via 10.0.0.1 dev vmbr0 proto kernel onlink \n");
});

test("reverting forgets what waits", async () => {
  await lab.must("PUT", "/network/vmbr0", { type: "bridge", cidr: "10.0.0.14/24" });
  await lab.must("DELETE", "/network");
  expect(await lab.must("GET", "/network/vmbr0")).toMatchObject({ cidr: "10.0.0.13/24" });
});

test("an update without an address leaves it in the stanza, but no longer static", async () => {
  await lab.must("PUT", "/network/vmbr0", { type: "bridge", mtu: 1500 });
  expect(await pending()).toContain("iface vmbr0 inet manual\n\taddress 10.0.0.13/24\n");
});

test("whatever is said of bridge_vlan_aware makes the bridge so, until it is deleted", async () => {
  const cidr = "10.0.0.13/24";
  const put = { type: "bridge", cidr };
  await lab.must("PUT", "/network/vmbr0", { ...put, bridge_vlan_aware: false });
  expect(await pending()).toContain("bridge-vlan-aware yes\n\tbridge-vids 2-4094\n");
  await lab.must("PUT", "/network/vmbr0", { ...put, delete: "bridge_vlan_aware,bridge_vids" });
  expect(await pending()).not.toContain("vlan-aware");
});

test("lines that PVE does not know survive, and sources keep their place", async () => {
  await shell(
    "sed -i 's/^\\tbridge-fd 0$/&\\n\\tpost-up echo 1 > \\/tmp\\/x/' /etc/network/interfaces",
  );
  await lab.must("PUT", "/network/vmbr0", { type: "bridge", cidr: "10.0.0.14/24" });
  expect(await pending()).toMatch(
    /\tpost-up echo 1 > \/tmp\/x\n\nsource \/etc\/network\/interfaces\.d\/\*\n$/,
  );
});

test("a bridge whose port is missing fails the reload, and is there without it", async () => {
  await shell(
    "printf 'auto vmbr5\\niface vmbr5 inet manual\\n\\tbridge-ports enp9s9\\n' >> /etc/network/interfaces",
  );
  expect(await shell("ifreload -a")).toMatch(
    /^1 error: vmbr5: bridge port enp9s9 does not exist\n/,
  );
  expect(await lab.run("PUT", "/network")).toBe("command 'ifreload -a' failed: exit code 1");
  expect(await shell("ls -d /sys/class/net/vmbr5")).toBe("/sys/class/net/vmbr5\n");
});

test("bonds and VLANs come up over their devices, and go with their stanzas", async () => {
  await shell(
    "printf 'auto bond0\\niface bond0 inet manual\\n\\tbond-slaves enp5s0\\n\\tbond-mode 802.3ad\\n\\nauto vmbr0.20\\niface vmbr0.20 inet static\\n\\taddress 10.20.0.1/24\\n' >> /etc/network/interfaces && sed -i 's/bridge-ports enp5s0/bridge-ports bond0/' /etc/network/interfaces && ifreload -a",
  );
  const links = JSON.parse(await shell("ip -d -j addr")) as Record<string, unknown>[];
  const named = (name: string) => links.find((each) => each["ifname"] === name);
  expect(named("enp5s0")).toMatchObject({ master: "bond0" });
  expect(named("bond0")).toMatchObject({
    master: "vmbr0",
    linkinfo: { info_data: { mode: "802.3ad" } },
  });
  expect(named("vmbr0.20")).toMatchObject({
    link: "vmbr0",
    linkinfo: { info_kind: "vlan", info_data: { id: 20 } },
  });
  await shell("sed -i '/^auto vmbr0.20/,$d' /etc/network/interfaces && ifreload -a");
  expect(await shell("ip link show vmbr0.20")).toContain('Device "vmbr0.20" does not exist.');
});

test("a restart of the machine leaves of the network what the files say", async () => {
  await shell("ip addr add 10.9.9.9/24 dev vmbr0 && ip link add stray type dummy");
  await lab.host.restart();
  expect(await shell("ip -br addr")).not.toMatch(/10\.9\.9\.9|stray/);
  expect(await shell("ip -br addr show vmbr0")).toMatch(/^vmbr0 +UP +10\.0\.0\.13\/24 /);
});

test("the network survives a restart of the host's process", async () => {
  await shell("ip addr add 10.9.9.9/24 dev vmbr0");
  const { network } = lab.host.node;
  expect(KernelNetwork.fromJSON(network.toJSON()).toJSON()).toEqual(network.toJSON());
});

test("the resolver's file keeps what is no search line and no server", async () => {
  await shell("echo 'options timeout:1' >> /etc/resolv.conf");
  const dns = { search: "example.test", dns1: "10.99.0.1", dns2: "10.99.0.1" };
  await lab.must("PUT", "/dns", dns);
  expect(await shell("cat /etc/resolv.conf")).toBe(
    "search example.test\nnameserver 10.99.0.1\noptions timeout:1\n",
  );
  expect(await lab.must("GET", "/dns")).toEqual({ search: "example.test", dns1: "10.99.0.1" });
});

test("a transient timer runs its command once its time has come, unless it is stopped before", async () => {
  const start = "systemd-run --unit=later --on-active=200ms -- bash -c 'echo done > /run/later'";
  await shell(start);
  expect(await shell(start)).toContain("Unit later.timer was already loaded");
  expect(await shell("systemctl is-active later.timer")).toBe("active\n");
  await shell("systemctl stop later.timer");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await shell("cat /run/later")).toContain("No such file");
  await shell(start);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await shell("cat /run/later; systemctl is-active later.timer")).toContain("4 ");
  expect(await shell("cat /run/later")).toBe("done\n");
});

test("a written file reads as it was meant, whatever the settings", () => {
  const setting = fc.constantFrom(
    "mtu 1500",
    "post-up true",
    "hwaddress aa:bb:cc:dd:ee:ff",
    "gateway 10.0.0.1",
  );
  const stanza = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.uniqueArray(setting), fc.boolean());
  fc.assert(
    fc.property(fc.uniqueArray(stanza, { selector: ([number]) => number, maxLength: 6 }), (all) => {
      const text = all
        .map(([number, lines, auto]) => {
          const head = `${auto ? `auto vmbr${number}\n` : ""}iface vmbr${number} inet manual\n`;
          return `${head}\tbridge-ports none\n${lines.map((line) => `\t${line}\n`).join("")}\n`;
        })
        .join("");
      const presence = { physical: ["enp5s0"], active: [] };
      const once = printInterfaces(parseInterfaces(text, presence));
      expect(printInterfaces(parseInterfaces(once, presence))).toBe(once);
      for (const line of all.flatMap(([, lines]) => lines)) expect(once).toContain(`\t${line}\n`);
    }),
  );
});
