import type { z } from "zod";
import type { Path } from "../diagnostics";
import type { networkConfig } from "../fields/network";
import type { Report } from "../report";
import type { InterfaceConfig } from "../types";
import { resolveAlias } from "./aliases";

type InterfaceDocument = Exclude<
  z.output<typeof networkConfig>,
  { ip: string; gw: string; nameservers?: string[] }
>;

/** One interface in canonical form; `staticIp` is the older place of its address. */
export function normaliseInterface(
  document: z.output<typeof networkConfig>,
  defaultName: string,
  path: Path,
  report: Report,
  staticIp?: string,
): InterfaceConfig {
  const {
    name = defaultName,
    bridge = "vmbr0",
    gw,
    firewall,
    ...rest
  }: InterfaceDocument = document;
  const [base = bridge, vlan] = bridge.split(".");
  if (vlan !== undefined) {
    const message = `is an older spelling; write bridge ${base} and tag ${vlan}`;
    report.warning("lxc", [...path, "bridge"], "alias", message);
  }
  const tag = resolveAlias(
    report,
    "lxc",
    { name: "tag", value: rest.tag },
    { path: [...path, "bridge"], value: vlan === undefined ? undefined : Number(vlan) },
  );
  const ip = resolveAlias(
    report,
    "lxc",
    { name: "network_config.ip", value: rest.ip },
    { path: [...path.slice(0, -1), "static_ip"], value: staticIp },
  );
  const nameservers = resolveAlias(
    report,
    "lxc",
    { name: "nameservers", value: rest.nameservers },
    { path: [...path, "nameserver"], value: rest.nameserver },
  );
  return {
    name,
    bridge: base,
    ...(tag !== undefined && { tag }),
    ...(ip !== undefined && { ip }),
    ...(gw !== undefined && { gw }),
    nameservers: nameservers ?? [],
    ...(firewall !== undefined && { firewall }),
  };
}
