import type { Inspected } from "../host/inspection";
import { nvidiaFiles, type Flavour, type Nvidia, type NvidiaFunction } from "../host/nvidia";
import { sharedNvidiaDevices } from "./nvidia-devices";
import { commonFlavours } from "../host/nvidia-chips";
import type { Bag } from "./lifecycle";
import type { NvidiaDriverSpec } from "./nvidia-driver-schema";

/** The live driver in the words of its declaration. */
export function observeDriver(
  live: Nvidia,
  spec: NvidiaDriverSpec,
  { devices }: Inspected<"devices">,
): Bag {
  const module = observeFlavour(live, spec);
  return {
    version: live.library ?? null,
    ...(module !== undefined && { module }),
    headers: observeHeaders(live),
    modules: observeModules(live, spec),
    nouveau: nouveauState(live),
    initramfs: live.staleImages.length === 0 ? "current" : `older: ${live.staleImages.join(", ")}`,
    loaded: observeLoaded(live, spec),
    modulesLoad: sameContent(live, nvidiaFiles.modulesLoad, modulesLoadContent),
    unit: observeUnit(live),
    devices: observeDevices(live, devices),
  };
}

/** The cards that the driver is for. */
export function drivenCards({ functions }: Nvidia, spec: NvidiaDriverSpec): NvidiaFunction[] {
  return functions.filter(
    ({ isCard, address }) => isCard && spec.except?.includes(address) !== true,
  );
}

/** The kernel modules that are declared, or that fit the cards; undefined where none fit all of them. */
export function wantedFlavour(live: Nvidia, spec: NvidiaDriverSpec): Flavour | undefined {
  return spec.module ?? commonFlavours(drivenCards(live, spec))[0];
}

/** Headers that are not there: of the kernels that a module is needed for, and of those to come. */
export function missingHeaders({ kernels, packages }: Nvidia): string[] {
  const exact = [...new Set([kernels.running, kernels.next])].filter(
    (kernel) =>
      !packages.has(`proxmox-headers-${kernel}`) && !packages.has(`pve-headers-${kernel}`),
  );
  return [
    ...(packages.has("dkms") ? [] : ["dkms"]),
    ...exact.map((kernel) => `proxmox-headers-${kernel}`),
    ...(packages.has("proxmox-default-headers") ? [] : ["proxmox-default-headers"]),
  ];
}

/** Kernels that the release is not built for. */
export function unbuiltKernels({ kernels, modules }: Nvidia, version: string): string[] {
  return [...new Set([kernels.running, kernels.next])].filter(
    (kernel) => modules.get(kernel)?.version !== version,
  );
}

export function nouveauState(live: Nvidia): "off" | "loaded" | "not kept away" {
  const isKeptAway = live.settings.some(({ line }) => /^blacklist\s+nouveau\b/.test(line));
  if (!isKeptAway) return "not kept away";
  return live.loadedModules.includes("nouveau") ? "loaded" : "off";
}

const head = "# Written by Phoenix: nvidia_driver. What is changed here by hand is overwritten.\n";

/** Content of our file of modprobe.d. */
export const modprobeContent = `${head}blacklist nouveau\noptions nouveau modeset=0\n`;

/** Content of our file of modules-load.d. */
export const modulesLoadContent = `${head}nvidia\nnvidia_uvm\n`;

/**
 * Content of our unit. NVIDIA's persistence daemon would make the cards' nodes as well; it keeps the module in use,
 * though, so that no other release could be loaded without a restart of the node, and never makes unified memory's
 * nodes, which CUDA needs and no container can make for itself.
 */
export const unitContent = `${head}[Unit]
Description=Device nodes of NVIDIA's driver, for the guests that take them
After=systemd-modules-load.service
Before=pve-guests.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/bin/nvidia-smi
ExecStart=/usr/bin/nvidia-modprobe -u -c 0
ExecStart=-/usr/bin/nvidia-modprobe -f /proc/driver/nvidia/capabilities/mig/config
ExecStart=-/usr/bin/nvidia-modprobe -f /proc/driver/nvidia/capabilities/mig/monitor

[Install]
WantedBy=multi-user.target
`;

function observeFlavour(live: Nvidia, spec: NvidiaDriverSpec): Flavour | undefined {
  const built = live.modules.get(live.kernels.running)?.flavour;
  if (spec.module !== undefined) return built;
  return built === wantedFlavour(live, spec) ? undefined : built;
}

function observeHeaders(live: Nvidia): string {
  const missing = missingHeaders(live);
  return missing.length === 0 ? "installed" : `missing: ${missing.join(", ")}`;
}

function observeModules(live: Nvidia, { version }: NvidiaDriverSpec): string {
  const unbuilt = unbuiltKernels(live, version);
  if (unbuilt.length === 0) return "built";
  const shown = unbuilt.map(
    (kernel) => `${live.modules.get(kernel)?.version ?? "none"} for ${kernel}`,
  );
  return shown.join(", ");
}

/** The other modules of the same release count as not loaded: the cards of today need the ones that are declared. */
function observeLoaded(live: Nvidia, spec: NvidiaDriverSpec): string | null {
  const { loaded, loadedModules } = live;
  if (loaded === undefined) return null;
  const wanted = wantedFlavour(live, spec);
  if (wanted !== undefined && loaded.flavour !== wanted)
    return `${loaded.version} (${loaded.flavour})`;
  const isWhole = loadedModules.includes("nvidia_uvm");
  return isWhole ? loaded.version : `${loaded.version} without nvidia_uvm`;
}

function sameContent({ files }: Nvidia, path: string, content: string): string {
  const found = files.get(path);
  if (found === undefined) return "missing";
  return found.trimEnd() === content.trimEnd() ? "current" : "changed";
}

function observeUnit(live: Nvidia): string {
  const state = sameContent(live, nvidiaFiles.unit, unitContent);
  return state === "current" ? live.unitState : state;
}

function observeDevices({ functions }: Nvidia, devices: readonly string[]): string {
  const cards = functions.filter(({ isCard, driver }) => isCard && driver === "nvidia");
  const paths = [...cards.keys()].map((minor) => `/dev/nvidia${minor}`);
  const missing = [...paths, ...sharedNvidiaDevices].filter((path) => !devices.includes(path));
  return missing.length === 0 ? "present" : `missing: ${missing.join(", ")}`;
}
