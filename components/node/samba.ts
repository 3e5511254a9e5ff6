import { isWithoutNetbios } from "../../config/samba/parameters";
import type { HypervisorConfig } from "../../config/types";
import type { SambaSpec } from "../../providers/samba/lifecycle";
import { Samba, SambaUser } from "../../providers/resources";
import type { Ground } from "./ground";

/** The node's Samba server after its folders, and then its users. */
export function declareSamba({ parent, config, below }: Ground): void {
  const { samba } = config;
  if (samba === undefined) return;
  const dependsOn = below(...samba.shares.map(({ path }) => path));
  const server = new Samba("samba", sambaSpec(samba), { parent, dependsOn });
  for (const name of samba.users) {
    const isDeclared = config.users.some(({ username }) => username === name);
    const declared = isDeclared && { declared: true as const };
    const spec = { name, password: "of the stack" as const, enabled: true as const, ...declared };
    new SambaUser(`samba-user-${name}`, spec, { parent, dependsOn: server });
  }
}

/** What is shared over SMB, all shares together. */
export function sambaSpec({ global, shares }: NonNullable<HypervisorConfig["samba"]>): SambaSpec {
  const hasNetbios = !isWithoutNetbios(global);
  return {
    package: "installed",
    enabled: { "smbd.service": "enabled", ...(hasNetbios && { "nmbd.service": "enabled" }) },
    active: { "smbd.service": "active", ...(hasNetbios && { "nmbd.service": "active" }) },
    included: "once",
    global,
    shares: Object.fromEntries(shares.map(({ name, parameters }) => [name, parameters])),
  };
}
