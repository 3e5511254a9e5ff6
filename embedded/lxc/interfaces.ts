import type { Json } from "../contract";
import type { EmbeddedNode } from "../node/embedded-node";
import { isNetworkKey, parseNetwork } from "./network";

/** What `ip addr` in the container shows, as GET …/interfaces answers it; null while it is stopped. */
export function guestAddresses(node: EmbeddedNode, vmid: number): Json {
  const { options } = node.configs.load(vmid);
  if (!node.running.has(vmid)) return null;
  const loopback = describe("lo", "00:00:00:00:00:00", "127.0.0.1/8", "::1/128");
  const others = [...options]
    .filter(([key]) => isNetworkKey(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => {
      const net = parseNetwork(value);
      const mac = (net.get("hwaddr") ?? "").toLowerCase();
      return describe(net.get("name") ?? "", mac, address(net.get("ip"), vmid), linkLocal(mac));
    });
  return [loopback, ...others];
}

function describe(name: string, mac: string, inet: string | undefined, inet6: string): Json {
  const addresses = [inet, inet6].flatMap((cidr): Json[] => {
    if (cidr === undefined) return [];
    const [ip = "", prefix = ""] = cidr.split("/");
    const type = ip.includes(":") ? "inet6" : "inet";
    return [{ "ip-address": ip, "ip-address-type": type, prefix: Number(prefix) }];
  });
  return {
    name,
    hwaddr: mac,
    "hardware-address": mac,
    "ip-addresses": addresses,
    inet6,
    ...(inet === undefined ? {} : { inet }),
  };
}

/** The DHCP server of the embedded network gives each vmid an address of its own. */
function address(configured: string | undefined, vmid: number): string | undefined {
  if (configured === "dhcp")
    return `10.0.${100 + (Math.floor(vmid / 254) % 100)}.${(vmid % 254) + 1}/16`;
  return configured?.includes("/") ? configured : undefined;
}

function linkLocal(mac: string): string {
  const bytes = mac.split(":").map((part) => parseInt(part, 16));
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes;
  const words = [
    (first ^ 2) * 256 + second,
    third * 256 + 0xff,
    0xfe00 + fourth,
    fifth * 256 + sixth,
  ];
  return `fe80::${words.map((word) => word.toString(16)).join(":")}/64`;
}
