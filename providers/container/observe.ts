import type { Container } from "../../host/inspection";
import { parsePropertyString } from "../../host/property-string";
import { observeStartup, observeTags } from "../guest/labels";
import { effective, listOf, numbered, pendingKeys, sameSize, storageOf } from "../guest/values";
import type { Bag, Value } from "../lifecycle";
import { readNotes } from "../guest/mark";
import { withoutInherited } from "./inherited";
import type { ContainerSpec } from "./schema";

/** A live container in the words of its spec. What waits for its next start counts as done. */
export function observeContainer(live: Container, declared: ContainerSpec): Bag {
  const spec = withoutInherited(declared, live);
  const values = effective(live.config);
  const number = (key: string) => (values[key] === undefined ? null : Number(values[key]));
  const flag = (key: string) => values[key] === "1";
  return {
    hostname: values["hostname"] ?? `CT${spec.vmid}`,
    memory: number("memory") ?? 512,
    ...(spec.swap !== undefined && { swap: number("swap") ?? 512 }),
    cores: number("cores"),
    ...(spec.cpulimit !== undefined && { cpulimit: number("cpulimit") ?? 0 }),
    rootfs: observeRootfs(values["rootfs"] ?? "", spec),
    net: observeNets(values, spec),
    ...(spec.nameserver !== undefined && { nameserver: listOf(values["nameserver"]) }),
    ...(spec.searchdomain !== undefined && { searchdomain: values["searchdomain"] ?? "" }),
    ...(spec.onboot !== undefined && { onboot: flag("onboot") }),
    ...(spec.startup !== undefined && { startup: observeStartup(values["startup"]) }),
    features: observeFeatures(values["features"]),
    unprivileged: flag("unprivileged"),
    tags: observeTags(values["tags"], spec),
    ...(spec.description !== undefined && { description: readNotes(live.config.current).text }),
    mp: Object.fromEntries(
      mountPoints(values).map(({ target, point }) => [target, inSpecsSize(point, spec.mp[target])]),
    ),
    dev: Object.fromEntries(devices(values).map(({ path, access }) => [path, access])),
    lxc: live.config.current.raw,
    running: live.running,
    // Whether it is one yet is a resource of its own; that it is one against its declaration is told here.
    ...(flag("template") && { template: true }),
    ...(spec.pending !== undefined && { pending: pendingKeys(live.config) }),
  };
}

/** A mount point as its spec would declare it, with the key (`mp0`) and the volume that it has on the host. */
export interface LiveMountPoint {
  readonly key: string;
  readonly target: string;
  readonly volume: string;
  readonly point: Readonly<Record<string, string | true>>;
  /** What a person has set beside that, such as `backup`. */
  readonly options: Readonly<Record<string, string>>;
}

/** The mount points of a config, by their key. */
export function mountPoints(values: Readonly<Record<string, string>>): LiveMountPoint[] {
  return numbered(values, "mp").map(([key, text]) => {
    const { volume = "", mp = "", size, ro, ...options } = parsePropertyString(text, "volume");
    const readOnly = ro === "1" && { ro: true as const };
    const point = volume.startsWith("/")
      ? { bind: volume, ...readOnly }
      : { storage: storageOf(volume), size: size ?? sizeToBe(volume), ...readOnly };
    return { key, target: mp, volume, point, options };
  });
}

/** The passed-through devices of a config, with the key (`dev0`) that each has. */
export function devices(
  values: Readonly<Record<string, string>>,
): { key: string; path: string; access: Readonly<Record<string, string | number>> }[] {
  return numbered(values, "dev").map(([key, text]) => {
    const { path = "", mode, uid, gid } = parsePropertyString(text, "path");
    const access = {
      ...(mode !== undefined && { mode }),
      ...(uid !== undefined && { uid: Number(uid) }),
      ...(gid !== undefined && { gid: Number(gid) }),
    };
    return { key, path, access };
  });
}

/** The size of a volume that waits to be made: `STORAGE:GIB` (PVE/LXC/Config.pm). */
function sizeToBe(volume: string): string {
  const gib = /^[^:]+:(\d+(?:\.\d+)?)$/.exec(volume)?.[1];
  return gib === undefined ? "not known" : `${gib}G`;
}

function observeRootfs(text: string, spec: ContainerSpec): Value {
  const { volume = "", size = "not known" } = parsePropertyString(text, "volume");
  return { storage: storageOf(volume), size: sameSize(size, spec.rootfs.size) };
}

function inSpecsSize(
  point: LiveMountPoint["point"],
  want: ContainerSpec["mp"][string] | undefined,
): Readonly<Record<string, Value>> {
  if (want === undefined || !("size" in want) || typeof point["size"] !== "string") return point;
  return { ...point, size: sameSize(point["size"], want.size) };
}

function observeNets(values: Readonly<Record<string, string>>, spec: ContainerSpec): Value {
  return Object.fromEntries(
    numbered(values, "net").map(([key, text]) => {
      const { type, hwaddr, tag, firewall, ...rest } = parsePropertyString(text);
      const declared = spec.net[key]?.hwaddr;
      const mac = declared?.toUpperCase() === hwaddr?.toUpperCase() ? declared : hwaddr;
      return [
        key,
        {
          ...rest,
          ...(tag !== undefined && { tag: Number(tag) }),
          ...(firewall === "1" && { firewall: true }),
          ...(declared !== undefined && mac !== undefined && { hwaddr: mac }),
        },
      ];
    }),
  );
}

function observeFeatures(text: string | undefined): Value {
  return Object.fromEntries(
    Object.entries(parsePropertyString(text ?? "")).filter(([, value]) => value !== "0"),
  );
}
