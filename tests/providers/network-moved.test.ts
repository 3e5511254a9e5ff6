import type { InterfaceSettings } from "../../host/interface-settings";
import { movedAddress } from "../../providers/network-moved";
import type { NetworkSpec } from "../../providers/network-schema";

const live = new Map<string, InterfaceSettings>([
  ["vmbr0", { type: "bridge", autostart: true, cidr: "10.0.0.13/24", cidr6: "fd00::13/64" }],
]);
const spec = (wanted: object) => ({ interfaces: { vmbr0: wanted } }) as unknown as NetworkSpec;

test.each([
  ["the address of our connections changes", { cidr: "10.0.0.14/24" }, ["10.0.0.13"], "10.0.0.14"],
  [
    "the IPv6 address of our connections changes",
    { cidr6: "fd00::14/64" },
    ["fd00::13"],
    "fd00::14",
  ],
  ["another address changes", { cidr: "10.0.0.14/24" }, ["10.9.9.9"], undefined],
  ["a name stands for the node", { cidr: "10.0.0.14/24" }, ["node.example.test"], undefined],
  ["only the prefix changes", { cidr: "10.0.0.13/16" }, ["10.0.0.13"], undefined],
  ["the address is not declared", { mtu: 1400 }, ["10.0.0.13"], undefined],
  ["the address is taken away", { cidr: null }, ["10.0.0.13"], undefined],
])("where %s, the node is looked for accordingly", (_title, wanted, addresses, expected) => {
  expect(movedAddress(spec(wanted), live, addresses)).toBe(expected);
});
