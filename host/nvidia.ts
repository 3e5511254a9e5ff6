import { gpuModeFiles } from "./gpus";
import { lines } from "./inspect/sections";

/** Files of the node that belong to the driver and are Phoenix's. */
export const nvidiaFiles = {
  /** Keeps nouveau away (modprobe.d(5)). */
  modprobe: "/etc/modprobe.d/phoenix-nvidia.conf",
  /** What is loaded at each start (modules-load.d(5)). */
  modulesLoad: "/etc/modules-load.d/phoenix-nvidia.conf",
  /** Makes the device nodes at each start. */
  unit: "/etc/systemd/system/phoenix-nvidia.service",
} as const;

/** Which kernel modules of a release: those of `kernel-open`, or those of `kernel`. */
export type Flavour = "open" | "proprietary";

/** A function of an NVIDIA device on the PCI bus. */
export interface NvidiaFunction {
  /** With its domain: `0000:01:00.0`. */
  readonly address: string;
  /** The device's id, such as 0x2d04. */
  readonly device: number;
  /** A display controller: the card itself, and not its sound. */
  readonly isCard: boolean;
  /** The driver that has it; undefined for none. */
  readonly driver: string | undefined;
}

/** A kernel module `nvidia` that is built. */
interface BuiltModule {
  readonly version: string;
  readonly flavour: Flavour;
}

/** NVIDIA's devices on the PCI bus. */
export interface Cards {
  readonly functions: readonly NvidiaFunction[];
  /** Our script that keeps cards for virtual machines, where it is there. */
  readonly initScript: string | undefined;
}

/** NVIDIA's devices, and the driver on the node. */
export interface Nvidia {
  readonly functions: readonly NvidiaFunction[];
  /** The kernel that runs, and the one that the next start takes. */
  readonly kernels: { readonly running: string; readonly next: string };
  /** What is built for these two; absent where nothing is. */
  readonly modules: ReadonlyMap<string, BuiltModule>;
  /** The module in the running kernel. */
  readonly loaded: BuiltModule | undefined;
  /** Of NVIDIA's modules and nouveau those that are in the running kernel. */
  readonly loadedModules: readonly string[];
  /** The release of the programs and libraries. */
  readonly library: string | undefined;
  /** Installed packages that have to do with it: DKMS, headers, and those of other ways to install it. */
  readonly packages: ReadonlySet<string>;
  /** What modprobe is told of nvidia and nouveau. */
  readonly settings: readonly ModprobeSetting[];
  /** Images for booting that are older than our file of modprobe.d. */
  readonly staleImages: readonly string[];
  /** systemctl is-enabled. */
  readonly unitState: string;
  readonly secureBoot: "off" | "key enrolled" | "no key enrolled";
  /** Contents of our files, by path. */
  readonly files: ReadonlyMap<string, string>;
}

interface ModprobeSetting {
  readonly file: string;
  readonly line: string;
}

/** Reads the sections of the inspection that are about NVIDIA's devices. */
export function parseCards(sections: ReadonlyMap<string, string>): Cards {
  return {
    functions: lines(sections.get("nvidia-cards") ?? "").map(parseFunction),
    initScript: sections.get(`file ${gpuModeFiles.initScript}`),
  };
}

/** Reads the sections of the inspection that are about NVIDIA's devices and driver. */
export function parseNvidia(sections: ReadonlyMap<string, string>): Nvidia {
  const text = (name: string) => sections.get(`nvidia-${name}`) ?? "";
  const [running = "", next = ""] = lines(text("kernels"));
  const [state = "", key = ""] = lines(text("secure-boot"));
  const modules = [running, next].flatMap((kernel) => {
    const built = parseModinfo(text(`module ${kernel}`));
    return built === undefined ? [] : [[kernel, built] as const];
  });
  const files = Object.values(nvidiaFiles).flatMap((path) => {
    const content = sections.get(`file ${path}`);
    return content === undefined ? [] : [[path, content] as const];
  });
  return {
    functions: parseCards(sections).functions,
    kernels: { running, next: next === "" ? running : next },
    modules: new Map(modules),
    loaded: parseProc(text("loaded")),
    loadedModules: lines(text("loaded")).filter((line) => /^(?:nouveau|nvidia\w*)$/.test(line)),
    library: /^libnvidia-ml\.so\.(\d+\.[\d.]+)$/m.exec(text("library"))?.[1],
    packages: new Set(
      lines(text("packages")).flatMap((line) =>
        line.startsWith("installed ") ? [line.slice("installed ".length)] : [],
      ),
    ),
    settings: lines(text("settings")).map((line) => {
      const at = line.indexOf(":");
      return { file: line.slice(0, at), line: line.slice(at + 1).trim() };
    }),
    staleImages: lines(text("initramfs")),
    unitState: text("unit").trim(),
    secureBoot: !/enabled/.test(state)
      ? "off"
      : /already enrolled/.test(key)
        ? "key enrolled"
        : "no key enrolled",
    files: new Map(files),
  };
}

function parseFunction(line: string): NvidiaFunction {
  const [address = "", device = "", kind = "", driver] = line.trim().split(/\s+/);
  return { address, device: Number(device), isCard: kind.startsWith("0x03"), driver };
}

/** The open modules are the only ones with a free licence. */
function parseModinfo(text: string): BuiltModule | undefined {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(text)?.[1];
  const version = field("version");
  if (version === undefined) return undefined;
  return { version, flavour: /GPL/.test(field("license") ?? "") ? "open" : "proprietary" };
}

/** `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.76.05  Release Build …`. */
function parseProc(text: string): BuiltModule | undefined {
  const [line = ""] = text.split("\n", 1);
  const version = /Kernel Module.*?\s(\d+\.\d+(?:\.\d+)?)\s/.exec(line)?.[1];
  if (version === undefined) return undefined;
  return { version, flavour: /Open Kernel Module/.test(line) ? "open" : "proprietary" };
}
