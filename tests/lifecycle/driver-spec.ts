import type { Bag } from "../../providers/lifecycle";

/** The declaration of a release of NVIDIA's driver, with some of it changed. */
export function driverSpec(version = "580.76.05", changes: Bag = {}): Bag {
  return {
    version,
    headers: "installed",
    modules: "built",
    nouveau: "off",
    initramfs: "current",
    loaded: version,
    modulesLoad: "current",
    unit: "enabled",
    devices: "present",
    runfile: {
      url: `https://us.download.nvidia.com/XFree86/Linux-x86_64/${version}/NVIDIA-Linux-x86_64-${version}.run`,
    },
    reboot: "never",
    ...changes,
  };
}
