import fc from "fast-check";
import { interfaceSettings } from "../../host/interface-settings";
import { parseInterfacesFile } from "../../host/interfaces-file";
import { parseDefaultRoutes, parseLinks } from "../../host/links";
import { parseResolver } from "../../host/resolv-conf";
import { recordedFile, testWithShared } from "../shared";

const settings = (text: string, name: string, isCard = false) => {
  const found = parseInterfacesFile(text).get(name);
  return found === undefined ? undefined : interfaceSettings(name, found, isCard);
};

testWithShared("a file that Proxmox VE wrote is read in its API's words", () => {
  const text = recordedFile("etc__network__interfaces.new");
  expect(settings(text, "vmbr7")).toMatchObject({
    ...{ type: "bridge", autostart: true, cidr: "10.77.0.1/24", mtu: 1500 },
    ...{ bridge_ports: ["eno1"], bridge_vlan_aware: true, bridge_vids: "2-4094" },
  });
  expect(settings(text, "eno1.50")).toEqual({
    ...{ type: "vlan", autostart: true, cidr: "10.50.0.2/24" },
    ...{ "vlan-raw-device": "eno1", "vlan-id": 50 },
  });
  expect(settings(text, "eno1", true)).toEqual({ type: "eth", autostart: false });
  expect(settings(text, "vmbr0")).toMatchObject({ bridge_ports: [], bridge_vlan_aware: false });
});

test("what a person wrote in older spellings is read as well", () => {
  const text =
    "allow-hotplug bond0\niface bond0 inet manual\n  bond_slaves eth1 eth0\n  bond-mode 4\n\n" +
    "iface br0 inet static\n\taddress 10.0.0.1\n\tnetmask 255.255.252.0\n\tbridge_ports none\n# about it\n" +
    "iface br0 inet6 static\n\taddress fd00::1\n\tnetmask 64\n";
  expect(settings(text, "bond0")).toEqual({
    ...{ type: "bond", autostart: true, slaves: ["eth0", "eth1"], bond_mode: "802.3ad" },
  });
  expect(settings(text, "br0")).toMatchObject({
    ...{ type: "bridge", autostart: false, cidr: "10.0.0.1/22", cidr6: "fd00::1/64" },
    comments: " about it",
  });
});

test("a stanza ends at a blank line, and what follows is not of it", () => {
  const text = "iface a0 inet manual\n\tmtu 1500\n\n\tmtu 9000\nsource /etc/x\n\tmtu 1\n";
  expect(settings(text, "a0")).toMatchObject({ mtu: 1500 });
});

test("reading never fails, whatever the file holds", () => {
  const line = fc.oneof(
    fc.constantFrom("auto", "iface", "iface a0 inet static", "source", "\taddress", "#", "mtu x"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const [name, found] of parseInterfacesFile(lines.join("\n"))) {
        interfaceSettings(name, found, false);
      }
    }),
  );
});

test("links of kinds that nobody declares do not keep the others from being read", () => {
  const row = { flags: ["UP"], mtu: 1500, addr_info: [{}] };
  const rows = [
    { ...row, ifname: "tun0", linkinfo: { info_kind: "macvlan", info_data: { mode: 7 } } },
    {
      ...row,
      ifname: "vmbr0",
      linkinfo: { info_kind: "bridge", info_data: { vlan_filtering: 1 } },
    },
    {},
  ];
  const links = parseLinks(`${JSON.stringify(rows)}\n`);
  expect([...links.keys()]).toEqual(["tun0", "vmbr0"]);
  expect(links.get("vmbr0")).toMatchObject({ up: true, kind: "bridge", vlanFiltering: true });
});

test("default routes of both families are read, and where there is none there is nothing", () => {
  const one = JSON.stringify([{ dst: "default", gateway: "10.0.0.1", dev: "vmbr0", flags: [] }]);
  expect(parseDefaultRoutes(`${one}\n[ ]\n`)).toEqual([{ gateway: "10.0.0.1", dev: "vmbr0" }]);
  expect(parseDefaultRoutes("")).toEqual([]);
});

test("a resolver's file is read with its last domain and all servers", () => {
  expect(
    parseResolver("domain a\nsearch b c\nnameserver 1.1.1.1\nnameserver  fd00::1\n#x\n"),
  ).toEqual({
    search: "b c",
    servers: ["1.1.1.1", "fd00::1"],
  });
  expect(parseResolver("")).toEqual({ search: undefined, servers: [] });
});
