import type { Nvidia } from "../host/nvidia";
import type { ConvergeInput, Lifecycle } from "./lifecycle";
import {
  drivenCards,
  modulesLoadContent,
  nouveauState,
  observeDriver,
  unitContent,
  wantedFlavour,
} from "./nvidia-driver-observe";
import { nvidiaDriverSchema, type NvidiaDriverSpec } from "./nvidia-driver-schema";
import { refuseDriver } from "./nvidia-driver-refuse";
import { restartNode } from "./restart-node";
import * as steps from "./nvidia-driver-steps";

const kind = "nvidiadriver";

const parts = ["nvidia", "devices", "bootId"] as const;

/**
 * The driver comes from NVIDIA's .run file with DKMS: Proxmox's kernels are none that NVIDIA or Debian build packages
 * for, and guests need the very release that the node has, which only the archive of .run files keeps.
 */
export const nvidiaDriverLifecycle: Lifecycle<NvidiaDriverSpec, Nvidia, (typeof parts)[number]> = {
  kind,
  parts,
  schema: nvidiaDriverSchema,
  id: () => "nvidia",
  find: ({ nvidia }, spec) => (isThere(nvidia) || isIdle(nvidia, spec) ? nvidia : undefined),
  observe: (live, spec, inspection) =>
    isIdle(live, spec) ? {} : observeDriver(live, spec, inspection),
  refuse: refuseDriver,
  async converge(input) {
    const { spec, inspection, context } = input;
    const { nvidia } = inspection;
    const { shell } = context.host;
    const seen = observeDriver(nvidia, spec, inspection);
    const differs = (field: keyof NvidiaDriverSpec) => seen[field] !== spec[field];
    if (differs("headers")) return steps.installHeaders(shell, nvidia);
    if (differs("nouveau") || differs("initramfs")) return removeNouveau(input);
    if (isOlder(input)) return steps.installDriver(shell, spec, inspection);
    if (differs("modules")) return steps.buildModules(shell, spec.version, nvidia);
    if (differs("loaded")) return loadDriver(input);
    if (differs("modulesLoad")) await steps.writeModulesLoad(shell, modulesLoadContent);
    if (differs("unit")) await steps.writeUnit(shell, unitContent);
    if (differs("devices")) await steps.makeDevices(shell);
  },
  remark: (live, spec) =>
    isIdle(live, spec) ? "all cards are for virtual machines, so that none needs it" : undefined,
  async remove() {
    console.log(
      "nvidiadriver: NVIDIA's driver stays on the node with the files that belong to it; nvidia-uninstall takes it away",
    );
  },
};

/** Virtual machines bring their own driver. */
function isIdle(live: Nvidia, spec: NvidiaDriverSpec): boolean {
  return drivenCards(live, spec).length === 0 && live.functions.some(({ isCard }) => isCard);
}

function isThere({ library, loaded, modules, files }: Nvidia): boolean {
  return library !== undefined || loaded !== undefined || modules.size > 0 || files.size > 0;
}

/** The installer brings programs, libraries and the running kernel's modules together. */
function isOlder({ spec, inspection }: Input): boolean {
  const { nvidia } = inspection;
  const built = nvidia.modules.get(nvidia.kernels.running);
  const { version, module } = observeDriver(nvidia, spec, inspection);
  return version !== spec.version || module !== spec.module || built?.version !== spec.version;
}

type Input = ConvergeInput<NvidiaDriverSpec, Nvidia, (typeof parts)[number]>;

async function removeNouveau({ spec, inspection, context }: Input): Promise<void> {
  const { nvidia, bootId } = inspection;
  const { host } = context;
  if (nouveauState(nvidia) === "not kept away" || nvidia.staleImages.length > 0) {
    await steps.keepNouveauAway(host.shell, nvidia);
  }
  if (!nvidia.loadedModules.includes("nouveau") || (await steps.unload(host.shell, ["nouveau"])))
    return;
  await restartNode(
    host,
    { kind, reboot: spec.reboot },
    bootId,
    "nouveau drives a card that is in use",
  );
}

async function loadDriver({ spec, inspection, context }: Input): Promise<void> {
  const { nvidia, bootId } = inspection;
  const { host } = context;
  const { loaded } = nvidia;
  const isRight = loaded?.version === spec.loaded && loaded.flavour === wantedFlavour(nvidia, spec);
  if (loaded !== undefined && !isRight && !(await steps.unloadDriver(host.shell, nvidia))) {
    const reason = `the module of ${loaded.version} is loaded and in use by guests or other programs`;
    return restartNode(host, { kind, reboot: spec.reboot }, bootId, reason);
  }
  await steps.load(host.shell);
}
