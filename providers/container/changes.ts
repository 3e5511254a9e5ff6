import type { ApiParam } from "../../host/api";
import type { Container } from "../../host/inspection";
import { parsePropertyString, parseSize, printPropertyString } from "../../host/property-string";
import type { Drift } from "../lifecycle";
import { notesFor, startupText, tagsFor } from "../guest/labels";
import { effective, freeKeys, takenOut } from "../guest/values";
import { devices, mountPoints } from "./observe";
import type { ContainerSpec } from "./schema";

/** The writes that bring a container's configuration to its spec, by the door that each has to take. */
export interface Changes {
  /** For `PUT …/config` with a token. */
  readonly config: Readonly<Record<string, ApiParam>>;
  /** Options of `pct set`, for what Proxmox lets only root set (PVE/LXC.pm, check_ct_modify_config_perm). */
  readonly rootOnly: Readonly<Record<string, string>>;
  /** Disks to grow, with their new size. */
  readonly resize: Readonly<Record<string, string>>;
  /** The raw lines that the file shall have; undefined where they are right. */
  readonly raw?: readonly string[];
}

type Options = Record<string, string>;

/** What to write for these drifts of a container's configuration. */
export function planChanges(
  live: Container,
  spec: ContainerSpec,
  drifts: readonly Drift[],
): Changes {
  const values = effective(live.config);
  // A key whose deletion waits for the next start is not free yet.
  const used = { ...live.config.current.values, ...values };
  const differs = new Set(drifts.map(({ property }) => property));
  const set: Record<string, ApiParam> = {};
  const remove: string[] = [];
  const rootOnly: Options = {};
  const rootRemove: string[] = [];
  const resize: Options = {};

  for (const key of ["hostname", "memory", "swap", "cores", "cpulimit", "searchdomain"] as const) {
    if (differs.has(key)) put(key, spec[key]);
  }
  if (differs.has("nameserver")) put("nameserver", spec.nameserver?.join(" "));
  if (differs.has("onboot")) set["onboot"] = spec.onboot;
  if (differs.has("startup")) put("startup", startupText(spec.startup));
  if (differs.has("tags")) set["tags"] = tagsFor(values["tags"], spec).join(";");
  if (differs.has("description") || differs.has("tags"))
    set["description"] = notesFor(live.config, spec);
  if (differs.has("net")) planNets();
  if (differs.has("features")) planFeatures();
  if (differs.has("dev")) planDevices();
  if (differs.has("mp")) planMountPoints();
  if (differs.has("rootfs")) resize["rootfs"] = spec.rootfs.size;

  return {
    config: { ...set, ...takenOut(live.config, remove) },
    rootOnly: { ...rootOnly, ...takenOut(live.config, rootRemove) },
    resize,
    ...(differs.has("lxc") && { raw: spec.lxc }),
  };

  function put(key: string, value: ApiParam) {
    if (value === undefined || value === "") {
      if (values[key] !== undefined) remove.push(key);
    } else set[key] = value;
  }

  function planNets() {
    for (const key of Object.keys(values)) {
      if (/^net\d+$/.test(key) && spec.net[key] === undefined) remove.push(key);
    }
    for (const [key, net] of Object.entries(spec.net)) {
      // Without its hwaddr an interface gets a new one at every write.
      const hwaddr = net.hwaddr ?? parsePropertyString(values[key] ?? "")["hwaddr"];
      set[key] = netText(net, hwaddr);
    }
  }

  function planFeatures() {
    const text = printPropertyString(spec.features);
    if (text === "") rootRemove.push("features");
    else rootOnly["features"] = text;
  }

  function planDevices() {
    const kept = new Map(devices(values).map((device) => [device.path, device]));
    for (const { path, key } of kept.values())
      if (spec.dev[path] === undefined) rootRemove.push(key);
    const free = freeKeys("dev", used);
    for (const [path, access] of Object.entries(spec.dev)) {
      rootOnly[kept.get(path)?.key ?? free()] = printPropertyString({ path, ...access }, "path");
    }
  }

  function planMountPoints() {
    const kept = new Map(mountPoints(values).map((point) => [point.target, point]));
    const free = freeKeys("mp", used);
    for (const { target, key } of kept.values())
      if (spec.mp[target] === undefined) remove.push(key);
    for (const [target, want] of Object.entries(spec.mp)) {
      const present = kept.get(target);
      const key = present?.key ?? free();
      // A directory cannot become a volume, nor a volume a directory: the key gets another one.
      const found = present?.volume.startsWith("/") === "bind" in want ? present : undefined;
      const rest = { ...found?.options, mp: target, ...(want.ro === true && { ro: 1 }) };
      if ("bind" in want) {
        rootOnly[key] = printPropertyString({ volume: want.bind, ...rest }, "volume");
      } else if (found === undefined) {
        const gib = want.size.replace(/G$/, "");
        set[key] = printPropertyString({ volume: `${want.storage}:${gib}`, ...rest }, "volume");
      } else {
        if (!sameText(found.point["size"], want.size)) resize[key] = want.size;
        if ((found.point["ro"] === true) !== (want.ro === true)) {
          set[key] = printPropertyString({ volume: found.volume, ...rest }, "volume");
        }
      }
    }
  }
}

/** `net0`'s text; PVE adds `type=veth` and sorts the keys. */
export function netText(net: ContainerSpec["net"][string], hwaddr: string | undefined): string {
  const { name, bridge, firewall, gw, ip, tag } = net;
  return printPropertyString({ name, bridge, firewall: firewall && 1, gw, hwaddr, ip, tag });
}

function sameText(live: string | true | undefined, want: string): boolean {
  return typeof live === "string" && parseSize(live) === parseSize(want);
}
