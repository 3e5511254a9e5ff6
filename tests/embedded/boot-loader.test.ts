import { EmbeddedHost } from "../../embedded/host";
import { intelCpu, startedByGrub, startedByGrubOnPartitions } from "../lifecycle/gpu-modes-spec";

let host: EmbeddedHost;

beforeEach(() => {
  host = EmbeddedHost.open({ speed: 0 });
});
afterEach(() => host.close());

async function run(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await host.exec(command);
  if (exitCode !== 0) throw new Error(`${command}: ${exitCode}: ${stderr}`);
  return stdout;
}

test("the next kernel is told what the line says, once the boot partition knows it", async () => {
  await run("sed -i 's/$/ quiet/' /etc/kernel/cmdline");
  await host.restart();
  expect(await run("cat /proc/cmdline")).not.toContain("quiet");
  expect(await run("proxmox-boot-tool refresh")).toMatch(
    /^Running hook script 'proxmox-auto-removal'\.\.\nRunning hook script 'zz-proxmox-boot'\.\.\nRe-executing .*\nCopying and configuring kernels on \/dev\/disk\/by-uuid\/B7C4-2A61\n/,
  );
  await host.restart();
  expect(await run("cat /proc/cmdline")).toBe(
    "initrd=\\EFI\\proxmox\\6.17.2-1-pve\\initrd.img-6.17.2-1-pve root=ZFS=rpool/ROOT/pve-1 boot=zfs quiet\n",
  );
});

test.each([
  [
    "systemd-boot",
    "true",
    "System currently booted with uefi\nB7C4-2A61 is configured with: uefi (versions: 6.17.2-1-pve)\n",
  ],
  [
    "GRUB on partitions",
    startedByGrubOnPartitions,
    "B7C4-2A61 is configured with: grub (versions: 6.17.2-1-pve)\n",
  ],
])("proxmox-boot-tool says that partitions are set up for %s", async (_, command, says) => {
  await run(command);
  expect(await run("proxmox-boot-tool status")).toContain(says);
});

test("a node without such partitions has none to show or to copy to", async () => {
  await run(startedByGrub);
  expect(await host.exec("proxmox-boot-tool status")).toMatchObject({
    exitCode: 2,
    stderr: "E: /etc/kernel/proxmox-boot-uuids does not exist.\n",
  });
  expect(await run("update-initramfs -u")).toContain(
    "No /etc/kernel/proxmox-boot-uuids found, skipping ESP sync.\n",
  );
});

test("GRUB's arguments come from all its files in their order, once its menu is made", async () => {
  await run(startedByGrub);
  await run(
    `echo 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT a=1"' > /etc/default/grub.d/a.cfg`,
  );
  await host.restart();
  expect(await run("cat /proc/cmdline")).toMatch(
    /^BOOT_IMAGE=\/boot\/vmlinuz-6\.17\.2-1-pve .*quiet\n$/,
  );
  await run("update-grub");
  await host.restart();
  expect(await run("cat /proc/cmdline")).toMatch(/ quiet a=1\n$/);
});

test("Intel's IOMMU isolates nothing until the kernel is told to switch it on", async () => {
  const groups = "ls /sys/kernel/iommu_groups 2>/dev/null | wc -l";
  expect(Number(await run(groups))).toBeGreaterThan(0);
  await run(intelCpu);
  await host.restart();
  expect(Number(await run(groups))).toBe(0);
  const [device, vfio] = ["/sys/bus/pci/devices/0000:04:00.0", "/sys/bus/pci/drivers/vfio-pci"];
  await run(`echo vfio-pci > ${device}/driver_override; modprobe -r nouveau; modprobe vfio-pci`);
  expect(await run(`ls ${vfio}`)).not.toContain("0000");
});

test("a device goes to the driver that its override names, and to others when that is gone", async () => {
  const pci = "/sys/bus/pci";
  const address = "0000:04:00.1";
  const device = `${pci}/devices/${address}`;
  await run(`modprobe vfio-pci; echo vfio-pci > ${device}/driver_override`);
  expect(await run(`readlink ${device}/driver`)).toContain("snd_hda_intel");
  await run(`echo ${address} > ${device}/driver/unbind`);
  await expect(run(`readlink ${device}/driver`)).rejects.toThrow();
  await run(`echo ${address} > ${pci}/drivers_probe`);
  expect(await run(`readlink ${device}/driver`)).toContain("vfio-pci");
  await run(`echo > ${device}/driver_override; echo ${address} > ${pci}/drivers/vfio-pci/unbind`);
  await run(`echo ${address} > ${pci}/drivers_probe`);
  expect(await run(`lspci -k -s 04:00.1`)).toContain("Kernel driver in use: snd_hda_intel");
  const again = run(`echo ${address} > ${pci}/drivers/vfio-pci/unbind`);
  await expect(again).rejects.toThrow(/no such device/);
});

test("a script of the image that is not executable does not run", async () => {
  const script = "/etc/initramfs-tools/scripts/init-top/mine";
  await run(
    `mkdir -p ${script.slice(0, -5)}; echo 'echo vfio-pci > /sys/bus/pci/devices/0000:04:00.0/driver_override' > ${script}`,
  );
  await run("update-initramfs -u");
  await host.restart();
  expect(await run("lspci -k -s 04:00.0")).toContain("nouveau");
  await run(`chmod +x ${script}; update-initramfs -u`);
  await host.restart();
  expect(await run("lspci -k -s 04:00.0")).not.toContain("in use");
});
