import { addressesOrNetworks } from "../scalars/addresses";
import { bridgeName } from "../scalars/names";
import { boolean, line, listOf, object, oneOf, text } from "../scalars/text";
import { later, part } from "./field";

const AREA = "firewall";

const ports = text(
  "a port, a range 8000:8010 or a list 80,443 as a string",
  /^\d{1,5}(?:[:-]\d{1,5})?(?:,\d{1,5}(?:[:-]\d{1,5})?)*$/,
);

const policy = oneOf(["ACCEPT", "DROP", "REJECT"]);

/** One rule of a guest's or the node's firewall. */
export const firewallRule = object({
  type: part("Whether packets come to the guest or leave it.", oneOf(["in", "out"])),
  action: part("What happens to them.", policy),
  proto: later(AREA, "Protocol; needed where a port is given.", oneOf(["tcp", "udp", "icmp"])),
  port: later(AREA, "Destination port, range or list.", ports),
  source: later(AREA, "Address or network that packets come from.", addressesOrNetworks),
  dest: later(AREA, "Address or network that packets go to.", addressesOrNetworks),
  iface: later(AREA, "Interface that the rule is about.", bridgeName),
  comment: later(AREA, "What the rule is for.", line),
});

/** A guest's firewall. */
export const guestFirewall = object({
  enabled: later(AREA, "Whether the guest is filtered.", boolean),
  rules: later(AREA, "Rules in their order.", listOf("firewall rules", firewallRule)),
});

/** The node's firewall. */
export const nodeFirewall = object({
  enabled: later(AREA, "Whether the node is filtered.", boolean),
  default_input_policy: later(AREA, "What happens to packets that no rule names.", policy),
  default_output_policy: later(AREA, "The same for packets that leave.", policy),
  global_firewall_rules: later(
    AREA,
    "Rules of the whole cluster.",
    listOf("firewall rules", firewallRule),
  ),
});
