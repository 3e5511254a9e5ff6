import { functionsOf, isNvidiaCard, parseGpus } from "../../host/gpus";
import { grubFileContent } from "../../host/kernel-arguments";

const bus = [
  "0000:00:01.1/vendor:0x1022",
  "0000:01:00.0/vendor:0x10de",
  "0000:01:00.1/vendor:0x10de",
  "0000:00:01.1/device:0x14db",
  "0000:01:00.0/device:0x2d04",
  "0000:01:00.1/device:0x22eb",
  "0000:00:01.1/class:0x060400",
  "0000:01:00.0/class:0x030000",
  "0000:01:00.1/class:0x040300",
  "0000:00:01.1/driver_override:(null)",
  "0000:01:00.0/driver_override:vfio-pci",
  "0000:01:00.1/driver_override:(null)",
].join("\n");

const parse = (sections: Record<string, string>) => parseGpus(new Map(Object.entries(sections)));

test("devices are read with their drivers, their overrides and their groups", () => {
  const { functions, hasIommu } = parse({
    "pci-devices": bus,
    "pci-drivers":
      "/sys/bus/pci/drivers/vfio-pci/0000:01:00.0\n/sys/bus/pci/drivers/pcieport/0000:00:01.1\n",
    "iommu-groups":
      "/sys/kernel/iommu_groups/14/devices/0000:01:00.0\n/sys/kernel/iommu_groups/14/devices/0000:01:00.1\n",
  });
  expect(hasIommu).toBe(true);
  expect(
    functions.map(({ address, driver, override, group }) => [address, driver, override, group]),
  ).toEqual([
    ["0000:00:01.1", "pcieport", undefined, undefined],
    ["0000:01:00.0", "vfio-pci", "vfio-pci", 14],
    ["0000:01:00.1", undefined, undefined, 14],
  ]);
  expect(functions.filter(isNvidiaCard).map(({ address }) => address)).toEqual(["0000:01:00.0"]);
  expect(functionsOf(functions, "0000:01:00.0")).toHaveLength(2);
});

test("patterns that matched nothing are no devices", () => {
  const { functions, hasIommu, minors } = parse({
    "pci-devices": "",
    "pci-drivers": "/sys/bus/pci/drivers/*/*:*:*.*\n",
    "iommu-groups": "/sys/kernel/iommu_groups/*/devices/*\n",
  });
  expect([functions, hasIommu, minors.size]).toEqual([[], false, 0]);
});

test("numbers of device nodes and who has them open are read", () => {
  const { minors, users } = parse({
    "gpu-minors": "/proc/driver/nvidia/gpus/0000:04:00.0/information:Device Minor: \t 1\n",
    "gpu-users": "812 /dev/nvidia1 nvidia-persiste\n4242 /dev/vfio/14 CPU 0/KVM\n",
  });
  expect([...minors]).toEqual([["0000:04:00.0", 1]]);
  expect(users).toEqual([
    { pid: 812, path: "/dev/nvidia1", name: "nvidia-persiste" },
    { pid: 4242, path: "/dev/vfio/14", name: "CPU 0/KVM" },
  ]);
});

test.each([
  ["BOOT_IMAGE=/boot/vmlinuz-6.17.2-1-pve root=/dev/mapper/pve-root ro quiet", "grub"],
  [
    "initrd=\\EFI\\proxmox\\6.17.2-1-pve\\initrd.img-6.17.2-1-pve root=ZFS=rpool/ROOT/pve-1",
    "systemd-boot",
  ],
  ["root=/dev/vda rw", undefined],
])("what started the kernel is told by %s", (line, loader) => {
  expect(parse({ "kernel-arguments": line }).kernelArguments.loader).toBe(loader);
});

test("without its file systemd-boot gets what the running kernel was told", () => {
  const running =
    "initrd=\\EFI\\proxmox\\6.17.2-1-pve\\initrd.img-6.17.2-1-pve root=ZFS=r boot=zfs";
  expect(parse({ "kernel-arguments": running }).kernelArguments.next).toEqual([
    "root=ZFS=r",
    "boot=zfs",
  ]);
});

test("GRUB's arguments are those of all its files, and ours those of our file", () => {
  const { next, ours } = parse({
    "kernel-arguments": "BOOT_IMAGE=/vmlinuz quiet",
    "grub-arguments": " quiet intel_iommu=on iommu=pt\n",
    "file /etc/default/grub.d/phoenix.cfg": grubFileContent(["intel_iommu=on"]),
  }).kernelArguments;
  expect([next, ours]).toEqual([["quiet", "intel_iommu=on", "iommu=pt"], ["intel_iommu=on"]]);
});
