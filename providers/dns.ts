import { isIP } from "node:net";
import { z } from "zod";
import type { Resolver } from "../host/resolv-conf";
import { same } from "./compare";
import type { Lifecycle } from "./lifecycle";

/** Whom the node asks for names (/etc/resolv.conf). */
const dnsSchema = z.strictObject({
  /** Domain that is appended to short names; left as it is where absent. */
  search: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, "must be a domain")
    .optional(),
  /** In the order in which they are asked; left as they are where absent. Proxmox VE takes three. */
  servers: z
    .array(z.string().refine((text) => isIP(text) !== 0, "must be an IP address"))
    .min(1)
    .max(3)
    .optional(),
});

export type DnsSpec = z.infer<typeof dnsSchema>;

const parts = ["resolver"] as const;

/** The resolver's file belongs to the node; Proxmox VE keeps its other lines. */
export const dnsLifecycle: Lifecycle<DnsSpec, Resolver, (typeof parts)[number]> = {
  kind: "dns",
  parts,
  schema: dnsSchema,
  id: () => "/etc/resolv.conf",
  find: ({ resolver }) => resolver,
  observe: ({ search, servers }, spec) => ({
    ...(spec.search !== undefined && { search: search ?? null }),
    ...(spec.servers !== undefined && {
      servers: same(distinct(servers), distinct(spec.servers)) ? spec.servers : servers,
    }),
  }),
  async converge({ spec, live, context: { host } }) {
    const servers = spec.servers ?? live?.servers.slice(0, 3) ?? [];
    const [dns1, dns2, dns3] = servers;
    // The search domain has to be said; an empty one is none.
    const search = spec.search ?? live?.search ?? "";
    await host.api.request("PUT", `/nodes/${host.node}/dns`, { search, dns1, dns2, dns3 });
  },
};

/** A server that stands twice is asked once by PVE's own file (PVE/INotify.pm, update_etc_resolv_conf). */
function distinct(servers: readonly string[]): string[] {
  return [...new Set(servers)];
}
