import type { KernelNetwork } from "../network/kernel-network";

/** /proc/net/route: the default route, and the networks that the host's addresses lie in. */
export function routeTable({ links, routes }: KernelNetwork): string {
  const rows = [...links]
    .filter(([name]) => name !== "lo")
    .flatMap(([name, { addresses }]) =>
      addresses.flatMap((address) => {
        const [ip = "", prefix = "32"] = address.split("/");
        if (!/^[\d.]+$/.test(ip)) return [];
        const mask = ~0n << (32n - BigInt(prefix));
        const network = valueOf(ip) & mask;
        return [row(name, network, 0n, "0001", mask & 0xffffffffn)];
      }),
    );
  const first = routes
    .filter(({ gateway }) => !gateway.includes(":"))
    .map(({ dev, gateway }) => row(dev, 0n, valueOf(gateway), "0003", 0n));
  const header =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
  return [header, ...first, ...rows].map((line) => `${line.padEnd(127)}\n`).join("");
}

function row(name: string, to: bigint, gateway: bigint, flags: string, mask: bigint): string {
  return `${name}\t${hex(to)}\t${hex(gateway)}\t${flags}\t0\t0\t0\t${hex(mask)}\t0\t0\t0`;
}

/** In the machine's byte order: the first octet stands last. */
function hex(value: bigint): string {
  const octets = [value & 255n, (value >> 8n) & 255n, (value >> 16n) & 255n, (value >> 24n) & 255n];
  return octets.map((octet) => octet.toString(16).toUpperCase().padStart(2, "0")).join("");
}

function valueOf(address: string): bigint {
  return address.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}
