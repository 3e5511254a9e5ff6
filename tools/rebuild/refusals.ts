import type { ContainerConfig } from "../../config/types";
import type { ConfigSection } from "../../host/guest-config";
import type { Container } from "../../host/inspection";
import { parseSize } from "../../host/property-string";
import { bearsMark, markOf } from "../../providers/guest/mark";
import { mountPoints } from "../../providers/container/observe";
import {
  hiddenVolumes,
  volumesIn,
  volumeText,
  type OwnVolume,
} from "../../providers/container/own-volumes";
import type { Known, Rebuild } from "./rebuild";

/** Why a container cannot be made anew; `made` are those that are, `layer` is what it is cloned from. */
export function refusalsOf(
  rebuild: Rebuild,
  layer: ContainerConfig | undefined,
  made: ReadonlySet<number>,
  known: Known,
): string[] {
  const { config, live: found } = rebuild;
  if (found === undefined) return [];
  const { vmid, name, protect } = config;
  const { live, owner, isProtected } = known;
  const { protection, lock } = found.config.current.values;
  const linked = [...live.values()].filter(
    (other) =>
      !made.has(other.vmid) &&
      (other.config.current.values["rootfs"] ?? "").includes(`:base-${vmid}-disk-`),
  );
  return [
    ...(bearsMark(found.config, markOf(owner, vmid)) ? [] : ["is not this stack's"]),
    ...(isProtected || protect === true ? ["is protected"] : []),
    ...(protection === "1"
      ? [`is protected by Proxmox VE: pct set ${vmid} --protection 0 ends that`]
      : []),
    ...(lock === undefined ? [] : [`is locked (${lock}): something is being done to it`]),
    ...hiddenVolumes(found).map(
      (volume) =>
        `has a volume that only a snapshot or a pending change names, and that would go with it: ${volume}. ` +
        "Delete those snapshots, or restart it for what is pending",
    ),
    ...linked.map((other) => `shares its disk with its linked clone ${other.vmid}`),
    ...(rebuild.volumes.length === 0 ? [] : volumeRefusals(rebuild, found, layer, live)),
  ].map((reason) => `${vmid} ${name} ${reason}`);
}

/** What Proxmox would refuse when the volumes are to change hands, or what would part them from their data. */
function volumeRefusals(
  { config, volumes, holders }: Rebuild,
  { config: { current, snapshots } }: Container,
  layer: ContainerConfig | undefined,
  live: ReadonlyMap<number, Container>,
): string[] {
  const isUnprivileged = current.values["unprivileged"] === "1";
  const targets = new Set(volumes.flatMap(({ target }) => target ?? []));
  const kept = holders.flatMap(({ container, volumes: theirs }) =>
    theirs
      .filter(({ target }) => target !== undefined && targets.has(target))
      .map((volume) => `${volumeText(volume)} of container ${container.vmid}`),
  );
  const copied = layerTargets(layer, live).filter((target) => targets.has(target));
  return [
    ...(current.values["template"] === "1"
      ? ["is a template, whose volumes Proxmox VE gives to no other container"]
      : []),
    ...(isUnprivileged === (config.unprivileged ?? true)
      ? []
      : [
          `has volumes whose files would belong to others: it is ${isUnprivileged ? "" : "not "}unprivileged, and declared otherwise`,
        ]),
    ...(kept.length === 0 ? [] : [`has volumes, and others are kept for it: ${kept.join(", ")}`]),
    ...(copied.length === 0
      ? []
      : [`has a volume where its layer has one that is copied: ${copied.join(", ")}`]),
    ...volumes.flatMap((volume) => {
      const text = volumeText(volume);
      const owner = /(?:^|[:/])(?:vm|subvol|base|basevol)-(\d+)-/.exec(volume.volume)?.[1];
      const users = [...live.values()].filter(
        ({ vmid, config: other }) => vmid !== config.vmid && mounts(other.current, volume),
      );
      const holding = Object.values(snapshots).filter((snapshot) => mounts(snapshot, volume));
      return [
        ...(owner === undefined || Number(owner) === config.vmid
          ? []
          : [`has a volume of guest ${owner}: ${text}`]),
        ...users.map(
          (user) => `has a volume that container ${user.vmid} has mounted as well: ${text}`,
        ),
        ...declaredOtherwise(config, volume),
        ...(volume.volume.endsWith(".subvol")
          ? [`has a volume that is a directory, which Proxmox VE gives to nobody: ${text}`]
          : []),
        ...(holding.length === 0
          ? []
          : [
              `has snapshots that hold its volume ${text}: ${holding.map(({ name }) => name).join(", ")}. ` +
                `Proxmox VE carries none of them over; delete them first, with pct delsnapshot ${config.vmid} NAME`,
            ]),
      ];
    }),
  ];
}

function mounts({ values }: Pick<ConfigSection, "values">, { volume }: OwnVolume): boolean {
  return mountPoints(values).some((point) => point.volume === volume);
}

/** What the guest would not be given its volume for. */
function declaredOtherwise(
  { volumes }: ContainerConfig,
  { volume, target, size }: OwnVolume,
): string[] {
  const declared = volumes.find(({ mount_point }) => mount_point === target);
  if (declared === undefined) return [];
  const [storage = ""] = volume.split(":");
  const [live, want] = [parseSize(size), parseSize(`${declared.size_gb}G`)];
  return [
    ...(storage === declared.storage
      ? []
      : [`has ${target} on the storage ${storage}, and ${declared.storage} is declared`]),
    ...(live !== undefined && want !== undefined && want < live
      ? [`has ${target} with ${size}, and ${declared.size_gb}G are declared: no volume shrinks`]
      : []),
  ];
}

/** Where clones of a layer have volumes of their own from the start. */
function layerTargets(
  layer: ContainerConfig | undefined,
  live: ReadonlyMap<number, Container>,
): string[] {
  if (layer === undefined) return [];
  const found = live.get(layer.vmid)?.config;
  const sections = found === undefined ? [] : [found.current, ...Object.values(found.snapshots)];
  const there = sections.flatMap(volumesIn).flatMap(({ target }) => target ?? []);
  const declared = layer.volumes.map(({ mount_point }) => mount_point);
  return [...new Set([...declared, ...there])];
}
