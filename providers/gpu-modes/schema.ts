import { z } from "zod";

const pciAddress = z
  .string()
  .regex(
    /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/,
    "must be a PCI address such as 0000:01:00.0",
  );

/** What the node's NVIDIA cards are for: containers, which share the node's driver, or a virtual machine alone. */
export const gpuModesSchema = z.strictObject({
  /** Now, by address; all functions of a card's slot go with it. */
  cards: z.record(pciAddress, z.enum(["lxc", "vfio"])),
  /** The script that keeps cards of virtual machines for vfio-pci, before udev loads any driver. */
  initScript: z.enum(["current", "absent"]),
  /** vfio-pci is loaded at each start. */
  modulesLoad: z.enum(["current", "absent"]),
  /** The images for booting hold that script as it is. */
  initramfs: z.literal("current"),
  /** What the IOMMU needs, told to the kernel at the next start; `absent` takes away what Phoenix has added. */
  arguments: z.enum(["set", "absent"]),
  /** The same of the running kernel; not compared where absent. */
  running: z.literal("set").optional(),
  /** The boot loader knows the arguments, and no change of it was cut off. */
  loader: z.literal("current"),
  /** Whether the node may be restarted for it. */
  reboot: z.enum(["allowed", "never"]),
});

export type GpuModesSpec = z.infer<typeof gpuModesSchema>;
