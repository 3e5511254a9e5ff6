/** A disk of the embedded host. */
interface Disk {
  /** Under /dev. */
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  /** Bytes. */
  readonly size: number;
  /** Names under /dev/disk/by-id. */
  readonly ids: readonly string[];
}

/** A graphics card of the embedded host. */
export interface Gpu {
  /** PCI address without the domain. */
  readonly slot: string;
  readonly name: string;
  /** What lspci calls it. */
  readonly pciName: string;
  /** Vendor and device, in hexadecimal. */
  readonly pciId: string;
  readonly uuid: string;
  /** MiB. */
  readonly memory: number;
}

/** What the embedded host is built of. */
export interface HostHardware {
  readonly cpuModel: string;
  readonly cores: number;
  readonly threads: number;
  /** Bytes. */
  readonly memory: number;
  readonly disks: readonly Disk[];
  readonly gpus: readonly Gpu[];
  /** MAC addresses by network card. */
  readonly interfaces: Readonly<Record<string, string>>;
}

/** The machine that the reference inventory was written for: two NVMe of 2 TB, one of 4 TB, two GPUs, 96 GB of memory. */
export const phoenixHardware: HostHardware = {
  cpuModel: "AMD Ryzen 9 7900 12-Core Processor",
  cores: 12,
  threads: 24,
  memory: 96 * 1024 ** 3,
  disks: [
    nvme(0, "Samsung SSD 990 PRO 2TB", "S7DNNJ0X100001A", 2_000_398_934_016),
    nvme(1, "Samsung SSD 990 PRO 2TB", "S7DNNJ0X100002B", 2_000_398_934_016),
    nvme(2, "Samsung SSD 990 PRO 4TB", "S7KGNU0X200003C", 4_000_787_030_016),
    {
      name: "sda",
      model: "Samsung SSD 870 EVO 500GB",
      serial: "S6PXNS0T400004D",
      size: 500_107_862_016,
      ids: ["ata-Samsung_SSD_870_EVO_500GB_S6PXNS0T400004D"],
    },
  ],
  gpus: [
    gpu("01:00.0", "GPU-3f0a8a52-6a1e-4f0c-9e51-7b1f0c2d9a01"),
    gpu("04:00.0", "GPU-8b2c4d16-11f7-4a3d-8c7e-52d4e6f1b702"),
  ],
  interfaces: { enp5s0: "a8:a1:59:0c:13:13" },
};

function nvme(index: number, model: string, serial: string, size: number): Disk {
  const id = `nvme-${model.replaceAll(" ", "_")}_${serial}`;
  return { name: `nvme${index}n1`, model, serial, size, ids: [id] };
}

function gpu(slot: string, uuid: string): Gpu {
  return {
    slot,
    uuid,
    name: "NVIDIA GeForce RTX 5060 Ti",
    pciName: "NVIDIA Corporation GB206 [GeForce RTX 5060 Ti]",
    pciId: "10de:2d04",
    memory: 16311,
  };
}
