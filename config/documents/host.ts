import { z } from "zod";
import { annotation, applied, part } from "../fields/field";
import { hostname, storageId } from "../scalars/names";
import { fraction, whole } from "../scalars/numbers";
import { diskPath } from "../scalars/paths";
import { line, listOf, object, oneOf, text } from "../scalars/text";

const pciAddress = text(
  "a PCI address such as 0000:01:00.0",
  /^(?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]$/,
);

/** What the machine is, for checks that need it while the machine is out of reach. */
export const hostDocument = object({
  node: applied("Proxmox's name of the node.", hostname),
  memory_gb: applied("Memory in GiB.", fraction(0.5, 65536)),
  gpus: applied(
    "NVIDIA GPUs in the order of the PCI bus, and what each is for.",
    listOf(
      "GPUs",
      object({
        index: part(
          "Place on the PCI bus among the NVIDIA cards, from 0: what gpu_assignment names. N of /dev/nvidiaN as long as no card before it is in mode vfio.",
          whole(0, 99),
        ),
        pci_address: applied(
          "Address on the PCI bus, the domain 0000 where it is left out. Without it nothing is done about the card.",
          pciAddress,
        ),
        mode: applied(
          "What the card is for: lxc for containers, which share the node's driver, or vfio for one virtual machine, which gets all functions of the card. Needs pci_address for vfio; lxc where absent, as for a GPU that is not listed.",
          oneOf(["lxc", "vfio"]),
        ),
        model: annotation("Model.", line),
      }),
    ),
  ),
  disks: applied(
    "Disks that pools can be made of.",
    listOf(
      "disks",
      object({
        by_id: part("Device, as in zfs.pools[].disks.", diskPath),
        size_gb: part(
          "Size in GiB: 1863 for a disk that is sold as 2 TB.",
          fraction(0.001, 10 ** 7),
        ),
      }),
    ),
  ),
  storages: applied(
    "Proxmox storages that are there and are not declared; local, local-lvm and local-zfs need not be named.",
    listOf("storage ids", storageId),
  ),
});

/** What may be done without asking. */
export const settingsDocument = object({
  restart: applied(
    "Whether guests may be restarted for a change that needs it; never where absent.",
    oneOf(["allowed", "never"]),
  ),
  reboot: applied(
    "Whether the node may be restarted, with its guests, for a change that needs it: a driver, a GPU's mode; never where absent.",
    oneOf(["allowed", "never"]),
  ),
});

export type HostFacts = z.output<typeof hostDocument>;
export type Settings = z.output<typeof settingsDocument>;
