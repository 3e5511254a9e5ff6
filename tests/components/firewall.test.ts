import { loadDocuments } from "../../config/load";
import {
  firewallDefinitions,
  firewallSpec,
  guestFirewallSpec,
} from "../../components/node/firewall";
import { firewallSchema, guestFirewallSchema } from "../../providers/firewall/schema";
import { documents } from "./applied-fields";
import { firewallChanges } from "./applied-firewall";
import { withValue } from "./with-value";

function declared({ hypervisor, lxc }: typeof documents) {
  const { config } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: hypervisor },
    lxc: { file: "lxc.json", document: lxc },
    vm: { file: "vm.json", document: { vms: [] } },
    stacks: { file: "stacks.json", document: { docker_stacks: {} } },
  });
  const guest = config?.containers.find(({ vmid }) => vmid === 950);
  if (config?.hypervisor.firewall === undefined || guest === undefined) {
    throw new Error("the documents are not valid");
  }
  return { node: firewallSpec(config.hypervisor.firewall), guest: guestFirewallSpec(guest) };
}

test("what is declared of firewalls is what their kinds take", () => {
  const { node, guest } = declared(documents);
  expect(firewallSchema.parse(node)).toEqual(node);
  expect(guestFirewallSchema.parse(guest)).toEqual(guest);
});

test("rules are said in Proxmox's words, in their order", () => {
  const { node, guest } = declared(documents);
  expect(node.rules).toBe(
    "IN ACCEPT -i vmbr0 -source 10.0.0.0/24 -dest 10.0.0.13 -p tcp -dport 80 -sport 1024 -log info # one\n" +
      "IN SSH(ACCEPT)\nIN ACCEPT -p icmp -icmp-type echo-request\n",
  );
  expect(guest?.rules).toMatch(/^IN ACCEPT -i net0 /);
});

test("a guest's firewall says what of the node's it names, and nothing else of it", () => {
  const firewall = {
    rules: [
      { type: "in" as const, action: "ACCEPT", source: "+Friends" },
      { type: "group" as const, action: "web" },
      { type: "in" as const, action: "ACCEPT", source: "+unknown" },
    ],
    aliases: {},
    ipsets: { own: { entries: [{ cidr: "laptop" }] } },
  };
  const defined = firewallDefinitions({
    firewall: {
      aliases: { Laptop: { cidr: "10.0.0.7" }, other: { cidr: "10.0.0.8" } },
      ipsets: { friends: { entries: [] } },
      groups: { web: { rules: [] } },
    },
  });
  expect(defined).toEqual(["alias laptop", "alias other", "ip set friends", "group web"]);
  expect(guestFirewallSpec({ vmid: 950, firewall }, defined)?.declared).toEqual([
    "alias laptop",
    "ip set friends",
    "group web",
  ]);
  expect(guestFirewallSpec({ vmid: 950, firewall: {} }, defined)).not.toHaveProperty("declared");
});

test.each(firewallChanges)("a change of %s %s changes the firewall", (file, place, value) => {
  const changed = { ...documents, [file]: withValue(documents[file], place.split("."), value) };
  expect(declared(changed)).not.toEqual(declared(documents));
});
