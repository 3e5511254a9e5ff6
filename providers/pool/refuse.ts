import { contentOf, poolsOn } from "../../host/disks";
import type { Inspected, Pool } from "../../host/inspection";
import { show } from "../compare";
import type { Drift, Refusal } from "../lifecycle";
import { growthOf } from "./growth";
import { liveLayout } from "./layout";
import { declaredDisks, layoutFields, type LayoutField, type PoolSpec } from "./schema";

/** Why a pool cannot be made: a disk is missing, or carries something. */
export function refuseCreation(
  spec: PoolSpec,
  inspection: Inspected<"pools" | "disks" | "blockDevices">,
): Refusal[] {
  const unusable = unusableDisks(spec, declaredDisks(spec), inspection);
  return unusable.length === 0
    ? []
    : [{ property: "vdevs", reason: `pool ${spec.name} cannot be made: ${unusable.join("\n")}` }];
}

/** Why a pool that stands on other disks than declared stays as it is, or may not grow. */
export function refuseLayout(
  spec: PoolSpec,
  live: Pool,
  drifts: readonly Drift[],
  inspection: Inspected<"pools" | "disks" | "blockDevices">,
): Refusal[] {
  const changed = drifts.filter(({ property }) => layoutFields.some((field) => field === property));
  const [first] = changed;
  if (first === undefined) return [];
  const { commands, disks, blocked } = growthOf(spec, liveLayout(live, spec, inspection));
  if (blocked.length > 0) {
    return changed
      .filter(({ property }) => blocked.includes(property as LayoutField))
      .map((drift) => otherGround(spec, drift));
  }
  const { property } = first;
  const planned = commands.map((argv) => argv.join(" ")).join("; ");
  if (spec.grow !== "allowed") {
    const reason =
      `pool ${spec.name} does not have all declared disks yet (${planned}). Vdevs often cannot be taken out again: ` +
      `to let the pool grow, write "grow": "allowed" in its declaration; otherwise take ${disks.join(", ")} out of it.`;
    return [{ property, reason }];
  }
  if (live.state !== "ONLINE") {
    const reason = `pool ${spec.name} is ${live.state} and does not grow before it is mended: look at zpool status ${spec.name}`;
    return [{ property, reason }];
  }
  const unusable = unusableDisks(spec, disks, inspection);
  if (unusable.length === 0) return [];
  return [{ property, reason: `pool ${spec.name} cannot grow: ${unusable.join("\n")}` }];
}

function otherGround(spec: PoolSpec, { property, live, want }: Drift): Refusal {
  return {
    property,
    reason:
      `pool ${spec.name} stands on other ground than declared: ${property} is ${show(live)}, declared is ` +
      `${show(want)}. A pool is never made anew, and no disk is taken out of it or replaced, because that can ` +
      "destroy what is on it: change the declaration, or the pool with zpool attach, detach, replace, remove or offline.",
  };
}

function unusableDisks(
  spec: PoolSpec,
  disks: readonly string[],
  inspection: Inspected<"pools" | "disks" | "blockDevices">,
): string[] {
  const device = (disk: string) => inspection.blockDevices.get(inspection.disks.get(disk) ?? disk);
  const missing = disks.filter((disk) => device(disk) === undefined && disk.startsWith("/dev/"));
  const has = [...inspection.disks.keys()].filter(
    (link) => link.startsWith("/dev/disk/by-id/") && !/-part\d+$/.test(link),
  );
  const told =
    missing.length === 0
      ? []
      : [`the host has no ${missing.join(", ")}; it has ${has.join(", ") || "none"}`];
  for (const disk of disks) {
    const found = device(disk);
    const content = found === undefined ? [] : contentOf(found);
    if (found === undefined || content.length === 0) continue;
    told.push(
      `${disk} (${found.path}) carries ${content.join(", ")}. ${advice(spec, disk, poolsOn(found), inspection)}`,
    );
  }
  return told;
}

function advice(
  { name }: PoolSpec,
  disk: string,
  pools: readonly string[],
  inspection: Inspected<"pools" | "disks" | "blockDevices">,
): string {
  const active = pools.find((pool) => inspection.pools.has(pool));
  if (active !== undefined && active !== name)
    return `Pool ${active} is in use: declare another disk.`;
  if (pools.includes(name) && active === undefined) {
    return `If that is the declared pool, import it: zpool import ${name}`;
  }
  return `Phoenix never wipes a disk. If nothing on it is needed, wipe it yourself: wipefs -a ${disk}`;
}
