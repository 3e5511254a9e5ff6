import type * as pulumi from "@pulumi/pulumi";
import type { HypervisorConfig } from "../../config/types";
import type { NvidiaDriverSpec } from "../../providers/nvidia-driver-schema";
import { NvidiaDriver } from "../../providers/resources";
import type { Ground } from "./ground";

/** NVIDIA's driver, where one is declared: what containers with a GPU stand on. */
export function declareNvidiaDriver(
  { parent, config, below }: Ground,
  modes: readonly pulumi.Resource[],
): pulumi.Resource[] {
  const spec = nvidiaDriverSpec(config);
  if (spec === undefined) return [];
  return [new NvidiaDriver("nvidia-driver", spec, { parent, dependsOn: [...below(), ...modes] })];
}

/** The declared driver, or undefined where none is to be installed. */
function nvidiaDriverSpec({
  nvidia_driver: driver,
  reboot,
  gpus,
}: Pick<HypervisorConfig, "gpus" | "nvidia_driver" | "reboot">): NvidiaDriverSpec | undefined {
  const { install = true, version, kernel_module: module } = driver ?? {};
  if (!install || version === undefined) return undefined;
  const except = gpus.flatMap(({ address, mode }) => (mode === "vfio" ? [address] : []));
  const sha256 = driver?.runfile_sha256?.toLowerCase();
  return {
    version,
    ...(module !== undefined && { module }),
    ...{ headers: "installed", modules: "built", nouveau: "off", initramfs: "current" },
    loaded: version,
    ...{ modulesLoad: "current", unit: "enabled", devices: "present" },
    runfile: {
      url: driver?.runfile_url ?? placeOf(version),
      ...(sha256 !== undefined && { sha256 }),
    },
    ...(except.length > 0 && { except }),
    reboot,
  };
}

/** Where NVIDIA has the installer of each release of its drivers for this architecture. */
function placeOf(version: string): string {
  return `https://us.download.nvidia.com/XFree86/Linux-x86_64/${version}/NVIDIA-Linux-x86_64-${version}.run`;
}
