import type * as pulumi from "@pulumi/pulumi";
import type { HypervisorConfig } from "../../config/types";
import type { AptSourcesSpec } from "../../providers/apt-sources";
import type { ChronySpec } from "../../providers/chrony";
import type { HostnameSpec } from "../../providers/hostname";
import {
  AptSources,
  Chrony,
  Hostname,
  Packages,
  Service,
  Timezone,
} from "../../providers/resources";
import { unitNamed, type ServiceSpec } from "../../providers/service";
import type { Ground } from "./ground";

/**
 * What a node is before it is anything else: its name, clock, packages and services. Returns what has to be there before
 * other kinds install packages.
 */
export function declareBase({ parent, config, below }: Ground): pulumi.Resource[] {
  const options = { parent, dependsOn: below() };
  const zone = config.timezone;
  if (zone !== undefined) new Timezone("timezone", { localtime: zone, timezone: zone }, options);
  const name = hostnameSpec(config);
  if (name !== undefined) new Hostname("hostname", name, options);
  const repositories = aptSourcesSpec(config.apt);
  const archives =
    repositories === undefined ? [] : [new AptSources("apt-sources", repositories, options)];
  const withArchives = { parent, dependsOn: [...below(), ...archives] };
  const clock = chronySpec(config.chrony);
  if (clock !== undefined) new Chrony("chrony", clock, withArchives);
  const wanted = config.packages ?? [];
  const spec = { packages: Object.fromEntries(wanted.map((each) => [each, "installed" as const])) };
  const packages = wanted.length === 0 ? [] : [new Packages("packages", spec, withArchives)];
  for (const service of config.services ?? []) {
    const inputs = serviceSpec(service);
    new Service(`service-${inputs.unit}`, inputs, { parent, dependsOn: [...below(), ...packages] });
  }
  return archives;
}

/** The node's name, where one is declared. */
export function hostnameSpec(
  config: Pick<HypervisorConfig, "network" | "domain_name">,
): HostnameSpec | undefined {
  const { hostname, interfaces = [] } = config.network ?? {};
  if (hostname === undefined) return undefined;
  const [short = "", ...domain] = hostname.split(".");
  const fqdn =
    domain.length > 0 || config.domain_name === undefined
      ? hostname
      : `${hostname}.${config.domain_name}`;
  // The one that the node is reached by from elsewhere.
  const main =
    interfaces.find((each) => each.gateway !== undefined && each.address !== undefined) ??
    interfaces.find((each) => each.address !== undefined);
  const address = main?.address?.split("/")[0];
  return {
    hostname: short,
    running: short,
    ...(fqdn !== short && { fqdn }),
    ...(address !== undefined && { address }),
  };
}

/** Proxmox's repositories, where anything is said of them. */
export function aptSourcesSpec(apt: HypervisorConfig["apt"]): AptSourcesSpec | undefined {
  const said = Object.entries(apt?.repositories ?? {});
  if (said.length === 0) return undefined;
  return Object.fromEntries(said.map(([handle, isOn]) => [handle, isOn ? "enabled" : "disabled"]));
}

/** A service that is on, unless it says otherwise. */
export function serviceSpec({
  name,
  enabled = true,
  active = true,
}: NonNullable<HypervisorConfig["services"]>[number]): ServiceSpec {
  return {
    unit: unitNamed(name),
    enabled: enabled ? "enabled" : "disabled",
    active: active ? "active" : "inactive",
  };
}

type TimeSourceConfig = NonNullable<NonNullable<HypervisorConfig["chrony"]>["servers"]>[number];

/** The node's clock, where it is declared. */
export function chronySpec(chrony: HypervisorConfig["chrony"]): ChronySpec | undefined {
  if (chrony === undefined) return undefined;
  const entry =
    (directive: string) =>
    ({ name, options = ["iburst"] }: TimeSourceConfig) =>
      [name, [directive, ...options].join(" ")] as const;
  const sources = Object.fromEntries([
    ...(chrony.pools ?? []).map(entry("pool")),
    ...(chrony.servers ?? []).map(entry("server")),
  ]);
  const runs = { package: "installed", enabled: "enabled", active: "active" } as const;
  return { ...runs, sources, used: Object.keys(sources) };
}
