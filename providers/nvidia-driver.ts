import { z } from "zod";
import type { Nvidia } from "../host/nvidia";
import type { ConvergeInput, Lifecycle } from "./lifecycle";
import {
  modulesLoadContent,
  nouveauState,
  observeDriver,
  unitContent,
  wantedFlavour,
} from "./nvidia-driver-observe";
import { refuseDriver } from "./nvidia-driver-refuse";
import * as steps from "./nvidia-driver-steps";

/** NVIDIA's driver on the node, for the containers that share its cards. */
const driverSchema = z.strictObject({
  /** Release of the programs and libraries. */
  version: z.string().regex(/^\d{3}\.\d{1,3}(\.\d{1,3})?$/, "must be a release such as 580.76.05"),
  /** Which kernel modules; the ones that fit the cards where absent, the open ones where both do. */
  module: z.enum(["open", "proprietary"]).optional(),
  /** Of the kernels, so that DKMS can build; a package that follows the newest kernel is among them. */
  headers: z.literal("installed"),
  /** The modules of this release, for the running kernel and the one that the next start takes. */
  modules: z.literal("built"),
  /** Neither loaded nor to be loaded at the next start. */
  nouveau: z.literal("off"),
  /** The images for booting know that nouveau is to stay away. */
  initramfs: z.literal("current"),
  /** Release of the module in the running kernel. */
  loaded: z.string(),
  /** The modules are loaded at each start. */
  modulesLoad: z.literal("current"),
  /** Our unit makes the device nodes at each start, before the guests. */
  unit: z.literal("enabled"),
  /** The device nodes that containers take are there. */
  devices: z.literal("present"),
  /** Where the installer is, and its SHA-256 where that is to be checked. */
  runfile: z.strictObject({
    url: z.string().regex(/^https?:\/\/[^\s'"]+$/, "must be a URL"),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal")
      .optional(),
  }),
  /** PCI addresses of cards that virtual machines get, and this driver therefore does not. */
  except: z.array(z.string()).optional(),
  /** Whether the node may be restarted for it. */
  reboot: z.enum(["allowed", "never"]),
});

export type NvidiaDriverSpec = z.infer<typeof driverSchema>;

/**
 * The driver comes from NVIDIA's .run file with DKMS: Proxmox's kernels are none that NVIDIA or Debian build packages
 * for, and guests need the very release that the node has, which only the archive of .run files keeps.
 */
export const nvidiaDriverLifecycle: Lifecycle<NvidiaDriverSpec, Nvidia> = {
  kind: "nvidiadriver",
  schema: driverSchema,
  id: () => "nvidia",
  find: ({ nvidia }) => (isThere(nvidia) ? nvidia : undefined),
  observe: observeDriver,
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
  async remove() {
    console.log(
      "nvidiadriver: NVIDIA's driver stays on the node with the files that belong to it; nvidia-uninstall takes it away",
    );
  },
};

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

type Input = ConvergeInput<NvidiaDriverSpec, Nvidia>;

async function removeNouveau({ spec, inspection, context }: Input): Promise<void> {
  const { nvidia, bootId } = inspection;
  const { host } = context;
  if (nouveauState(nvidia) === "not kept away" || nvidia.staleImages.length > 0) {
    await steps.keepNouveauAway(host.shell, nvidia);
  }
  if (!nvidia.loadedModules.includes("nouveau") || (await steps.unload(host.shell, ["nouveau"])))
    return;
  await steps.restart(host, spec, bootId, "nouveau drives a card that is in use");
}

async function loadDriver({ spec, inspection, context }: Input): Promise<void> {
  const { nvidia, bootId } = inspection;
  const { host } = context;
  const { loaded } = nvidia;
  const isRight = loaded?.version === spec.loaded && loaded.flavour === wantedFlavour(nvidia, spec);
  if (loaded !== undefined && !isRight && !(await steps.unloadDriver(host.shell, nvidia))) {
    const reason = `the module of ${loaded.version} is loaded and in use by guests or other programs`;
    return steps.restart(host, spec, bootId, reason);
  }
  await steps.load(host.shell);
}
