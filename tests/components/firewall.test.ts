import { loadDocuments } from "../../config/load";
import { firewallSpec, guestFirewallSpec } from "../../components/node/firewall";
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

test.each(firewallChanges)("a change of %s %s changes the firewall", (file, place, value) => {
  const changed = { ...documents, [file]: withValue(documents[file], place.split("."), value) };
  expect(declared(changed)).not.toEqual(declared(documents));
});
