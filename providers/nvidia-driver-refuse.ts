import { nvidiaFiles, type Nvidia } from "../host/nvidia";
import { commonFlavours, flavoursOf, oldestBranch } from "../host/nvidia-chips";
import type { RefuseInput, Refusal } from "./lifecycle";
import type { NvidiaDriverSpec } from "./nvidia-driver-schema";
import { drivenCards, observeDriver } from "./nvidia-driver-observe";

/** Why the driver cannot be what is declared; all of it is told before anything is changed. */
export function refuseDriver({
  spec,
  inspection,
}: RefuseInput<NvidiaDriverSpec, Nvidia, "nvidia" | "devices">): Refusal[] {
  const { nvidia } = inspection;
  if (!nvidia.functions.some(({ isCard }) => isCard)) {
    return refusal("version", "the node has no NVIDIA card that containers could share");
  }
  if (drivenCards(nvidia, spec).length === 0) return [];
  const { version, module, modules } = observeDriver(nvidia, spec, inspection);
  const isInstalled =
    version === spec.version && module === spec.module && modules === spec.modules;
  return [
    ...wrongModules(spec, nvidia),
    ...oldRelease(spec, nvidia),
    ...contradictions(nvidia),
    ...(isInstalled ? [] : [...otherWays(nvidia), ...unsignable(nvidia)]),
  ];
}

function wrongModules(spec: NvidiaDriverSpec, nvidia: Nvidia): Refusal[] {
  const cards = drivenCards(nvidia, spec);
  if (spec.module === undefined) {
    if (commonFlavours(cards).length > 0) return [];
    const shown = cards.map(
      ({ address, device }) => `${address} (${hex(device)}) ${flavoursOf(device).join(" or ")}`,
    );
    return refusal(
      "module",
      `no kernel modules drive all cards: ${shown.join(", ")}. Give those of one kind to virtual machines with "mode": "vfio" in host.gpus`,
    );
  }
  const { module } = spec;
  return cards
    .filter(({ device }) => !flavoursOf(device).includes(module))
    .flatMap(({ address, device }) =>
      refusal(
        "module",
        `the card ${address} (device ${hex(device)}) works with the ${flavoursOf(device).join(" or ")} kernel modules only, ` +
          `declared are the ${module} ones. Write "kernel_module": "${flavoursOf(device)[0] ?? ""}" in nvidia_driver, or leave it out`,
      ),
    );
}

function oldRelease(spec: NvidiaDriverSpec, nvidia: Nvidia): Refusal[] {
  const branch = Number(spec.version.split(".")[0]);
  return drivenCards(nvidia, spec)
    .filter(({ device }) => branch < oldestBranch(device))
    .slice(0, 1)
    .flatMap(({ address, device }) =>
      refusal(
        "version",
        `the card ${address} (device ${hex(device)}) needs release ${oldestBranch(device)} or later, declared is ${spec.version}`,
      ),
    );
}

/** What others tell modprobe is theirs; systemd-modules-load minds a blacklist although the module is named. */
function contradictions({ settings }: Nvidia): Refusal[] {
  return settings
    .filter(({ file }) => file !== nvidiaFiles.modprobe)
    .filter(({ line }) => /^(?:blacklist|install|alias)\s+nvidia(?:[_-]uvm)?(?:\s|$)/.test(line))
    .flatMap(({ file, line }) =>
      refusal(
        "modulesLoad",
        `${file} says "${line}", which keeps the driver from being loaded at the next start. Remove that line; Phoenix edits its own files only`,
      ),
    );
}

function otherWays({ packages }: Nvidia): Refusal[] {
  const names = [...packages].filter((name) => ofAnotherWay.test(name)).sort();
  if (names.length === 0) return [];
  return refusal(
    "version",
    `a driver is installed from packages (${names.join(", ")}), and NVIDIA's installer must not be mixed with them. ` +
      `Remove them with apt-get purge ${names.join(" ")}, then run pulumi up again`,
  );
}

const ofAnotherWay =
  /^(?:nvidia-(?:driver|kernel|open|dkms|alternative|legacy|tesla|smi)|libnvidia-|cuda-drivers)/;

/** The kernel would refuse a module that nobody signed with a key that the firmware knows. */
function unsignable({ secureBoot }: Nvidia): Refusal[] {
  if (secureBoot !== "no key enrolled") return [];
  return refusal(
    "modules",
    "Secure Boot is on, and DKMS's key is not enrolled, so that the kernel would refuse the driver. On the node: " +
      "apt-get install dkms && dkms generate_mok && mokutil --import /var/lib/dkms/mok.pub, then restart it, choose " +
      "Enroll MOK on its console, and run pulumi up again; or switch Secure Boot off in the firmware",
  );
}

function refusal(property: string, reason: string): Refusal[] {
  return [{ property, reason: `nvidiadriver: ${reason}.` }];
}

function hex(device: number): string {
  return `0x${device.toString(16).padStart(4, "0")}`;
}
