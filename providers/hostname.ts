import { z } from "zod";
import { hostnameFile, hostsFile, type Hostname } from "../host/hostname";
import { UserError } from "../host/errors";
import { nodeInHosts, withNodeInHosts } from "../host/hosts-file";
import type { Inspected } from "../host/inspection";
import { writeFile } from "../host/write-file";
import type { Lifecycle, Refusal } from "./lifecycle";

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

const name = z.string().regex(new RegExp(`^${label}$`), "must be a host name without a domain");

/** What the node is called. */
const hostnameSchema = z.strictObject({
  /** What stands in /etc/hostname: the node's name without a domain, as Proxmox VE's installer writes it. */
  hostname: name,
  /** The same as the running kernel says it. */
  running: name,
  /** The name with its domain, which /etc/hosts gives the node first (`hostname -f`). */
  fqdn: z
    .string()
    .max(253)
    .regex(new RegExp(`^${label}(?:\\.${label})+$`), "must be a host name with its domain")
    .optional(),
  /** The IPv4 address that /etc/hosts gives the node's name, which Proxmox VE's cluster file system needs. */
  address: z
    .string()
    .regex(new RegExp(`^${octet}(?:\\.${octet}){3}$`), "must be an IPv4 address")
    .optional(),
});

export type HostnameSpec = z.infer<typeof hostnameSchema>;

const parts = ["hostname", "containers", "virtualMachines"] as const;

/** A node always has a name: it is adopted, never changed to another node's, and let go as it is. */
export const hostnameLifecycle: Lifecycle<HostnameSpec, Hostname, (typeof parts)[number]> = {
  kind: "hostname",
  parts,
  schema: hostnameSchema.refine(
    ({ hostname, fqdn }) => fqdn === undefined || fqdn.startsWith(`${hostname}.`),
    {
      path: ["fqdn"],
      message: "must begin with the host name",
    },
  ),
  id: (spec) => spec.hostname,
  find: ({ hostname }) => hostname,
  observe(live, spec) {
    const { addresses, fqdn } = nodeInHosts(live.hosts, spec.hostname);
    return {
      hostname: live.file ?? null,
      running: live.running,
      ...(spec.fqdn !== undefined && { fqdn: fqdn ?? null }),
      ...(isThere(spec, live) && { address: addresses.join(", ") || null }),
    };
  },
  remark: (live, spec) =>
    spec.address === undefined || isThere(spec, live)
      ? undefined
      : `${hostsFile} does not lead to ${spec.address}, because the node has ${live.addresses.join(", ") || "no address"}`,
  refuse: ({ spec, inspection, context: { host } }) => otherNode(spec, host.node, inspection),
  async converge({ spec, live, drifts, context: { host } }) {
    if (live === undefined) return;
    const drifted = (property: string) => drifts.some((drift) => drift.property === property);
    if (drifted("address") || drifted("fqdn")) {
      const { hostname: short, fqdn } = spec;
      const address = addressOf(spec, live);
      const content = withNodeInHosts(live.hosts, { short, fqdn, address });
      await writeFile(host.shell, {
        ...{ path: hostsFile, content, owner: "root", group: "root", mode: "0644" },
      });
    }
    if (drifted("hostname")) {
      const content = `${spec.hostname}\n`;
      await writeFile(host.shell, {
        ...{ path: hostnameFile, content, owner: "root", group: "root", mode: "0644" },
      });
    }
    if (drifted("running")) await host.shell.run(["hostname", spec.running]);
  },
};

/**
 * Proxmox VE keeps a node's guests and settings in a folder of the node's name, and knows no way to rename one that has
 * any (pve-docs, "Cluster Manager"; wiki, "Renaming a PVE node").
 */
function otherNode(
  { hostname }: HostnameSpec,
  node: string,
  { containers, virtualMachines }: Inspected<"containers" | "virtualMachines">,
): Refusal[] {
  if (hostname === node) return [];
  const guests = [...containers.keys(), ...virtualMachines.keys()].sort((a, b) => a - b);
  const why =
    guests.length > 0
      ? `A node's name cannot change once it has guests, and it has ${listed(guests)}.`
      : "Phoenix reaches it under its name, and renames no node.";
  const reason =
    `hostname: the node is called ${node} (phoenix:node), and network.hostname is ${hostname}. ${why} ` +
    `Declare ${node}${guests.length > 0 ? "" : `, or rename the node by hand and set phoenix:node to ${hostname}`}.`;
  return [{ property: "hostname", reason }];
}

function listed(guests: readonly number[]): string {
  const shown = guests.slice(0, 5).join(", ");
  return guests.length > 5 ? `${shown} and ${guests.length - 5} more` : shown;
}

/** A name that leads nowhere would keep Proxmox VE from starting: the node has to have an address before its name has. */
function isThere({ address }: HostnameSpec, live: Hostname): boolean {
  return address !== undefined && live.addresses.includes(address);
}

/** The address for the node's line: the declared one, or one that is there and the node's. */
function addressOf(spec: HostnameSpec, live: Hostname): string {
  if (spec.address !== undefined && isThere(spec, live)) return spec.address;
  const { addresses } = nodeInHosts(live.hosts, spec.hostname);
  const own = addresses.find((address) => live.addresses.includes(address));
  if (own !== undefined) return own;
  throw new UserError(
    `hostname: ${hostsFile} gives ${spec.hostname} no address of the node's; the node has ${live.addresses.join(", ") || "none"}. Declare one in network.interfaces. Nothing was changed.`,
  );
}
