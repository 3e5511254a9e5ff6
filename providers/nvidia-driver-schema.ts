import { z } from "zod";

/** NVIDIA's driver on the node, for the containers that share its cards. */
export const nvidiaDriverSchema = z.strictObject({
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

export type NvidiaDriverSpec = z.infer<typeof nvidiaDriverSchema>;
