import type { VirtualMachine } from "../../host/inspection";
import { parseSize } from "../../host/property-string";
import { show } from "../compare";
import { withoutAddress } from "../guest/addresses";
import { isBeingMade } from "../guest/being-made";
import type { Bag, Drift, Refusal, RefuseInput, Value } from "../lifecycle";
import { dataDisks } from "./remove";
import type { VmSpec } from "./schema";

/** What Proxmox cannot change on a machine that exists: a new one would be needed. */
export function needsNewVm(drifts: readonly Drift[], { boot }: VmSpec): Drift[] {
  return drifts.flatMap((drift) => {
    if (drift.property === "template") return [drift];
    if (drift.property !== "disks") return [];
    const [live, want] = [diskOf(drift.live, boot), diskOf(drift.want, boot)];
    if (live === undefined || want === undefined) return [];
    return isMoved(live, want) || shrinks(live, want) ? [{ ...drift, live, want }] : [];
  });
}

/** Everything in a machine's declaration that would lose data or cannot be done. */
export function refuseVm({
  spec,
  live,
  drifts,
  inspection,
  context,
}: RefuseInput<VmSpec, VirtualMachine, "virtualMachines" | "containers">): Refusal[] {
  const title = `virtual machine ${spec.vmid} (${spec.name})`;
  if (inspection.containers.has(spec.vmid)) {
    return [{ property: "vmid", reason: `${title}: ${spec.vmid} is a container on the host` }];
  }
  const unaddressed = withoutAddress(spec, title, "ipconfig");
  if (unaddressed.length > 0) return unaddressed;
  if (live === undefined || isBeingMade(live)) return [];
  const fixed = needsNewVm(drifts, spec);
  if (fixed.length > 0 && spec.replace === true) {
    const volumes = dataDisks(live);
    if (volumes.length === 0 || context.deleteVolumes) return [];
    return [
      {
        property: "replace",
        reason:
          `${title} would be replaced, and its data disks with it: ${volumes.join(", ")}. ` +
          "Set phoenix:deleteVolumes to true for this stack if they may be destroyed.",
      },
    ];
  }
  return [
    ...fixed.map(({ property, live: found, want }) => ({
      property,
      reason:
        `${title}: ${property === "disks" ? `the disk ${spec.boot}` : property} is ${show(found)}, declared is ` +
        `${show(want)}, and Proxmox VE cannot change that on a machine that exists. Declare what is there, or ` +
        'write "replace": true to have this machine destroyed and made anew.',
    })),
    ...lostBootDisk(title, drifts, spec),
    ...unfitDisks(title, drifts, spec),
  ];
}

/** An empty disk instead of the one that is gone would be no machine any more. */
function lostBootDisk(title: string, drifts: readonly Drift[], { boot }: VmSpec): Refusal[] {
  const found = drifts.find(({ property }) => property === "disks");
  if (found === undefined || diskOf(found.live, boot) !== undefined) return [];
  return [
    {
      property: "disks",
      reason:
        `${title} has no disk ${boot} to boot from. Where it was detached, give it back: ` +
        `qm set VMID --${boot} VOLUME, with the volume that an unused disk of the machine names.`,
    },
  ];
}

function unfitDisks(title: string, drifts: readonly Drift[], { boot }: VmSpec): Refusal[] {
  const found = drifts.find(({ property }) => property === "disks");
  return Object.entries((found?.want ?? {}) as Bag).flatMap(([key, want]) => {
    const live = diskOf(found?.live, key);
    if (key === boot || live === undefined) return [];
    const [from, to] = [live as Bag, want as Bag];
    if (isMoved(live, want)) {
      const text = `lies on storage ${show(from["storage"])}, declared is ${show(to["storage"])}: move it with "qm disk move" first`;
      return [{ property: "disks", reason: `${title}: the disk ${key} ${text}` }];
    }
    if (!shrinks(live, want)) return [];
    const text = `has ${show(from["size"])}, declared is ${show(to["size"])}: a disk is never shrunk`;
    return [{ property: "disks", reason: `${title}: the disk ${key} ${text}` }];
  });
}

function diskOf(disks: Value | undefined, key: string): Value | undefined {
  return ((disks ?? {}) as Bag)[key];
}

function isMoved(live: Value, want: Value | undefined): boolean {
  return member(live, "storage") !== member(want, "storage");
}

function shrinks(live: Value, want: Value | undefined): boolean {
  const [from, to] = [parseSize(member(live, "size")), parseSize(member(want, "size"))];
  return from !== undefined && to !== undefined && to < from;
}

function member(value: Value | undefined, key: string): string | undefined {
  const found = ((value ?? {}) as Bag)[key];
  return typeof found === "string" ? found : undefined;
}
