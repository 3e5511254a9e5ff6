import { z } from "zod";

/** An interface as the kernel has it now. */
export interface Link {
  readonly up: boolean;
  readonly mtu: number;
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
  /** `bridge`, `bond`, `vlan`, `veth` …; undefined for network cards and the loopback. */
  readonly kind?: string;
  /** With prefix length, those of the link's own scope left out. */
  readonly addresses: readonly string[];
  readonly vlanFiltering?: boolean;
  readonly bond?: { readonly mode: string; readonly policy?: string; readonly primary?: string };
}

export type Links = ReadonlyMap<string, Link>;

/** A default route. */
export interface DefaultRoute {
  readonly gateway: string;
  readonly dev: string;
}

const linkRow = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  master: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: z
        .object({
          vlan_filtering: z.number().optional(),
          mode: z.string().optional(),
          xmit_hash_policy: z.string().optional(),
          primary: z.string().optional(),
        })
        .optional(),
    })
    .optional()
    // Of kinds that nobody declares (tunnels, macvlan …) it may hold anything.
    .catch(undefined),
  addr_info: z.array(
    z.object({
      local: z.string().optional(),
      prefixlen: z.number().optional(),
      scope: z.string().optional(),
    }),
  ),
});

const routeRow = z.object({ gateway: z.string().optional(), dev: z.string().optional() });

/** Reads what `ip -d -j addr` prints. */
export function parseLinks(output: string): Links {
  const rows = z.array(linkRow).parse(jsonRows(output));
  return new Map(
    rows.map(({ ifname, flags, mtu, master, linkinfo, addr_info }) => {
      const { info_kind: kind, info_data: data } = linkinfo ?? {};
      const addresses = addr_info.flatMap(({ local, prefixlen, scope }) =>
        local === undefined || scope === "link" ? [] : [`${local}/${prefixlen ?? 0}`],
      );
      const link: Link = {
        ...{ up: flags.includes("UP"), mtu, addresses },
        ...(master !== undefined && { master }),
        ...(kind !== undefined && { kind }),
        ...(kind === "bridge" && { vlanFiltering: data?.vlan_filtering === 1 }),
        ...(kind === "bond" &&
          data?.mode !== undefined && {
            bond: {
              mode: data.mode,
              ...(data.xmit_hash_policy !== undefined && { policy: data.xmit_hash_policy }),
              ...(data.primary !== undefined && { primary: data.primary }),
            },
          }),
      };
      return [ifname, link];
    }),
  );
}

/** Reads what `ip -j route show default` prints, once for each family. */
export function parseDefaultRoutes(output: string): DefaultRoute[] {
  return z
    .array(routeRow)
    .parse(jsonRows(output))
    .flatMap(({ gateway, dev }) =>
      gateway === undefined || dev === undefined ? [] : [{ gateway, dev }],
    );
}

/** Each command prints one line, or nothing where a family is switched off; what is not there is an empty object. */
function jsonRows(output: string): object[] {
  return output
    .split("\n")
    .filter((line) => line.trim().startsWith("["))
    .flatMap((line) => JSON.parse(line) as object[])
    .filter((row) => Object.keys(row).length > 0);
}
