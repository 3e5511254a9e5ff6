import { possibleDevices } from "../nvidia-devices";
import type { AppArmor } from "../../host/apparmor";
import type { Container } from "../../host/inspection";
import { parseSize } from "../../host/property-string";
import type { Bag, Drift, Refusal, RefuseInput, Value } from "../lifecycle";
import { show } from "../compare";
import { withoutAddress } from "../guest/addresses";
import { isBeingMade } from "../guest/being-made";
import { profileOf } from "./profile";
import { holderName, isDeclared, keepsOf, missingText, muteHolders, waitingFor } from "./holder";
import { dataVolumes } from "./own-volumes";
import type { ContainerSpec } from "./schema";

/** What Proxmox cannot change on a container that exists: a new one would be needed. */
export function needsReplacement(drifts: readonly Drift[]): Drift[] {
  return drifts.filter((drift) => {
    if (drift.property === "unprivileged") return true;
    if (drift.property === "template") return true;
    return (
      drift.property === "rootfs" &&
      (member(drift.live, "storage") !== member(drift.want, "storage") ||
        shrinks(drift.live, drift.want))
    );
  });
}

/** Everything in a container's declaration that would lose data or cannot be done. */
export function refuseContainer({
  spec,
  live,
  drifts,
  inspection,
  context,
}: RefuseInput<
  ContainerSpec,
  Container,
  "containers" | "virtualMachines" | "cards" | "devices" | "apparmor"
>): Refusal[] {
  const title = `container ${spec.vmid} (${spec.hostname})`;
  if (inspection.virtualMachines.has(spec.vmid)) {
    return [
      { property: "vmid", reason: `${title}: ${spec.vmid} is a virtual machine on the host` },
    ];
  }
  const kept = keptElsewhere(spec, inspection.containers);
  if (kept.length > 0)
    return kept.map((reason) => ({ property: "mp", reason: `${title}: ${reason}` }));
  const unaddressed = withoutAddress(spec, title, "net");
  if (unaddressed.length > 0) return unaddressed;
  const devices = possibleDevices(inspection.cards, inspection.devices);
  const missing = missingDevices(spec, devices);
  if (missing.length > 0) {
    return [
      {
        property: "dev",
        reason: `${title}: the host has no ${missing.join(", ")}; its NVIDIA devices are ${devices.join(", ") || "none"}`,
      },
    ];
  }
  const unknown = unknownProfile(spec, inspection.apparmor);
  if (unknown !== undefined) {
    return [
      {
        property: "lxc",
        reason:
          `${title}: AppArmor's profile ${unknown} is neither declared in apparmor_profiles nor loaded on the node, ` +
          "so that it would not start. Declare the profile, or name one that is there.",
      },
    ];
  }
  if (live === undefined || isBeingMade(live)) return [];
  const fixed = needsReplacement(drifts);
  if (fixed.length > 0 && spec.replace === true) {
    const volumes = dataVolumes(live);
    if (volumes.length === 0 || context.deleteVolumes) return shrunkVolumes(title, drifts);
    return [
      {
        property: "replace",
        reason:
          `${title} would be replaced, and its data volumes with it: ${volumes.join(", ")}. ` +
          "Set phoenix:deleteVolumes to true for this stack if they may be destroyed.",
      },
    ];
  }
  return [
    ...fixed.map(({ property, live: found, want }) => ({
      property,
      reason:
        `${title}: ${property} is ${show(found)}, declared is ${show(want)}, and Proxmox VE cannot change ` +
        'that on a container that exists. Declare what is there, or write "replace": true to have this ' +
        "container destroyed and made anew.",
    })),
    ...shrunkVolumes(title, drifts),
  ];
}

/** Nobody's volumes are replaced by empty ones, nor is one taken over that keeps some. */
function keptElsewhere(spec: ContainerSpec, containers: ReadonlyMap<number, Container>): string[] {
  const live = containers.get(spec.vmid);
  const keeps = live && keepsOf(live, spec.owner);
  if (keeps !== undefined) {
    return [
      `the container of this number keeps data volumes of ${keeps.vmid}, which gets them back with ` +
        `npm run up -- ${keeps.vmid}. Make that one first, or declare another number.`,
    ];
  }
  const mute = muteHolders(containers, spec.owner, spec.vmid).map(
    (vmid) =>
      `container ${vmid} is called ${holderName(spec.vmid)}, and its notes do not say what it keeps. ` +
      `Put the line "keeps ${spec.vmid} /PATH …" back into them, with the mount path of each volume, or give it another name.`,
  );
  const waiting = waitingFor(spec, containers);
  const paths = waiting.flatMap(({ returning }) => returning.flatMap(({ target }) => target ?? []));
  const twice = [...new Set(paths.filter((path, index) => paths.indexOf(path) < index))].map(
    (path) =>
      `several containers keep a volume of ${path} for it: ${waiting.map(({ holder }) => holder.container.vmid).join(", ")}. ` +
      "Destroy or rename the one whose volume is not wanted.",
  );
  const lost = waiting.flatMap(({ holder, missing }) => {
    const declared = missing.filter((path) => isDeclared(spec.mp, path));
    return declared.length === 0 ? [] : [missingText(holder, declared)];
  });
  return [...mute, ...twice, ...lost];
}

function unknownProfile(spec: ContainerSpec, apparmor: AppArmor): string | undefined {
  // LXC sets no profile on a kernel without AppArmor.
  if (spec.declaredProfile === true || !apparmor.isEnabled) return undefined;
  const profile = profileOf(spec.lxc);
  return profile === undefined || apparmor.loaded.has(profile) ? undefined : profile;
}

function missingDevices(spec: ContainerSpec, present: readonly string[]): string[] {
  // The driver makes the other nodes only once something uses it; those of the GPUs are there from the start.
  return Object.keys(spec.dev).filter(
    (device) => /^\/dev\/nvidia\d+$/.test(device) && !present.includes(device),
  );
}

function shrunkVolumes(title: string, drifts: readonly Drift[]): Refusal[] {
  const found = drifts.find(({ property }) => property === "mp");
  return Object.entries((found?.live ?? {}) as Bag).flatMap(([target, live]) => {
    const want = ((found?.want ?? {}) as Bag)[target];
    if (want === undefined) return [];
    const [from, to] = [member(live, "storage"), member(want, "storage")];
    if (from !== undefined && to !== undefined && from !== to) {
      return [
        refusal(
          target,
          `lies on storage ${from}, declared is ${to}: move it with "pct move-volume" first`,
        ),
      ];
    }
    if (shrinks(live, want)) {
      return [
        refusal(
          target,
          `has ${member(live, "size")}, declared is ${member(want, "size")}: a volume is never shrunk`,
        ),
      ];
    }
    return [];
  });

  function refusal(target: string, text: string): Refusal {
    return { property: "mp", reason: `${title}: the volume at ${target} ${text}` };
  }
}

function shrinks(live: Value | undefined, want: Value | undefined): boolean {
  const [from, to] = [parseSize(member(live, "size")), parseSize(member(want, "size"))];
  return from !== undefined && to !== undefined && to < from;
}

function member(value: Value | undefined, key: string): string | undefined {
  const found = typeof value === "object" && value !== null ? (value as Bag)[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
