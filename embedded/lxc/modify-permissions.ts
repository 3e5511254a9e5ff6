import type { Rights } from "../access/rights";
import { forbidden } from "../api/api-error";
import { parsePropertyString } from "../api/schema/check";
import type { Storages } from "../storage/storages";
import { isMountKey, newVolumePattern, parseMountPoint } from "./mount-point";
import { isNetworkKey, parseNetwork } from "./network";
import { featureProperties } from "./options";

/** What is about to be changed, and by whom. */
export interface Modification {
  readonly rights: Rights;
  readonly storages: Storages;
  readonly vmid: number;
  readonly pool?: string | undefined;
  /** The configuration as it is; none for a container that is yet to be made. */
  readonly old: ReadonlyMap<string, string> | undefined;
  readonly unprivileged: boolean;
}

/** Refuses what only root@pam may set, and what the user has no privilege for (PVE::LXC::check_ct_modify_config_perm). */
export function checkModification(
  change: Modification,
  values: ReadonlyMap<string, string>,
  deletes: readonly string[],
): void {
  if (change.rights.isRoot) return;
  for (const [key, value] of values) checkOption(change, key, value);
  for (const key of deletes) checkOption(change, key, undefined);
}

function checkOption(change: Modification, key: string, value: string | undefined): void {
  const { rights, vmid, pool } = change;
  rights.requireOnGuest(vmid, [privilegeFor(key)], pool);
  if (key === "features") checkFeatures(change, value);
  if (/^dev\d+$/.test(key)) {
    throw forbidden("configuring device passthrough is only allowed for root@pam");
  }
  if (key === "hookscript") {
    throw forbidden("changing the hookscript is only allowed for root@pam");
  }
  if (isNetworkKey(key)) {
    for (const net of [change.old?.get(key), value])
      if (net !== undefined) checkBridge(rights, net);
  }
  if (value !== undefined && isMountKey(key)) checkVolume(change, key, value);
}

function privilegeFor(key: string): string {
  if (["cores", "cpuunits", "cpulimit"].includes(key)) return "VM.Config.CPU";
  if (["memory", "swap"].includes(key)) return "VM.Config.Memory";
  if (isMountKey(key) || /^unused\d+$/.test(key)) return "VM.Config.Disk";
  const network = ["nameserver", "searchdomain", "hostname"].includes(key) || isNetworkKey(key);
  return network ? "VM.Config.Network" : "VM.Config.Options";
}

function checkVolume(change: Modification, key: string, value: string): void {
  const { rights, storages, vmid } = change;
  const { type, volume } = parseMountPoint(key, value);
  if (type !== "volume") {
    throw forbidden(`mount point type ${type} is only allowed for root@pam`);
  }
  const storage = newVolumePattern.exec(volume)?.[1];
  if (storage !== undefined) {
    rights.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    return;
  }
  // A bare number means the default storage, which create adds later.
  if (/^\d+(?:\.\d+)?$/.test(volume)) throw onlyRootPaths();
  const { backend, volname, storage: id } = storages.volume(volume);
  const owner = backend.parse(volname).vmid;
  if (owner === vmid || rights.has(`/storage/${id}`, ["Datastore.Allocate"])) return;
  if (owner !== undefined) rights.requireOnGuest(owner, ["VM.Config.Disk"]);
  rights.requireAny(`/storage/${id}`, ["Datastore.Audit", "Datastore.AllocateSpace"]);
}

function onlyRootPaths(): Error {
  const at = "at /usr/share/perl5/PVE/Storage.pm line 651.";
  return new Error(`Only root can pass arbitrary filesystem paths. ${at}`);
}

/** Reading a template takes a right on its storage (PVE::Storage::check_volume_access). */
export function checkTemplateAccess(rights: Rights, volid: string): void {
  if (rights.isRoot) return;
  const storage = /^([a-z][\w.-]*):/i.exec(volid)?.[1];
  if (storage === undefined) throw onlyRootPaths();
  if (rights.has(`/storage/${storage}`, ["Datastore.Allocate"])) return;
  rights.requireAny(`/storage/${storage}`, ["Datastore.AllocateSpace", "Datastore.Audit"]);
}

/** What a bridge, or a VLAN of it, takes (PVE::LXC::check_bridge_access). */
export function checkBridge(rights: Rights, value: string): void {
  const net = parseNetwork(value);
  const bridge = net.get("bridge");
  if (bridge === undefined) return;
  const tag = net.get("tag");
  const zone = `/sdn/zones/localnetwork/${bridge}`;
  rights.require(tag === undefined ? zone : `${zone}/${tag}`, ["SDN.Use"]);
}

function checkFeatures(change: Modification, value: string | undefined): void {
  if (!change.unprivileged) {
    throw forbidden("changing feature flags for privileged container is only allowed for root@pam");
  }
  const before = flags(change.old?.get("features"));
  const after = flags(value);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (flag) => (before.get(flag) ?? "") !== (after.get(flag) ?? ""),
  );
  if (changed.some((flag) => flag !== "nesting")) {
    throw forbidden("changing feature flags (except nesting) is only allowed for root@pam");
  }
  if (changed.length > 0) {
    change.rights.requireOnGuest(change.vmid, ["VM.Allocate"], change.pool);
  }
}

function flags(value: string | undefined): ReadonlyMap<string, string> {
  return value === undefined ? new Map() : parsePropertyString(featureProperties, value);
}
