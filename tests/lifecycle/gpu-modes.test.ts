import { gpuModeFiles } from "../../host/gpus";
import { kernelArgumentFiles } from "../../host/kernel-arguments";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { upCutOff } from "./cut-off";
import { driverSpec } from "./driver-spec";
import {
  firstCard,
  gpuModesSpec,
  intelCpu,
  secondCard,
  startedByGrub,
  startedByGrubOnPartitions,
} from "./gpu-modes-spec";
import { Resource, World } from "./world";

let world: World;
let modes: Resource;

beforeEach(() => jest.spyOn(console, "log").mockImplementation());
afterEach(() => world.close());

const mixed = { [firstCard]: "lxc", [secondCard]: "vfio" };
const shared = { [firstCard]: "lxc", [secondCard]: "lxc" };
const allGiven = { [firstCard]: "vfio", [secondCard]: "vfio" };

/** A node as it is installed, or with the driver; of another make or started otherwise where `command` says so. */
async function start(
  fresh: "fresh" | "driver",
  inputs: Bag,
  command: readonly string[] = [],
): Promise<void> {
  world = await World.open(fresh === "fresh" ? undefined : await gpuNode());
  await world.shell("echo 'blacklist nouveau' > /etc/modprobe.d/nouveau.conf");
  for (const each of command) await world.shell(each);
  if (command.length > 0) await restart();
  modes = new Resource(world, "gpumodes", inputs);
}

/** What an administrator does who was asked to restart the node. */
async function restart(): Promise<void> {
  await world.embedded.restart();
  world.host.forget();
}

/** The driver of each function, by its slot and number. */
async function drivers(): Promise<Record<string, string | undefined>> {
  world.host.forget();
  const { gpus } = await world.host.inspect();
  return Object.fromEntries(
    gpus.functions
      .filter(({ vendor }) => vendor === 0x10de)
      .map(({ address, driver }) => [address.slice(5), driver]),
  );
}

/** A program of the node that has a device open. */
const opened = (path: string, name = "python3") =>
  `mkdir -p /proc/4242/fd && ln -s ${path} /proc/4242/fd/3 && echo ${name} > /proc/4242/comm`;

/** A running container that has these device nodes. */
async function makeGuest(...devices: readonly string[]): Promise<void> {
  const template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";
  const ask = async (path: string, params: Record<string, string | number>) => {
    await world.embedded.call("root@pam", "POST", `/nodes/phoenix/${path}`, params);
    await world.embedded.node.tasks.idle();
  };
  await ask("aplinfo", { storage: "local", template });
  const guest = { ostemplate: `local:vztmpl/${template}`, rootfs: "local-zfs:1", hostname: "vllm" };
  await ask("lxc", { vmid: 100, ...guest });
  const options = devices.map((device, at) => `--dev${at} ${device}`).join(" ");
  await world.shell(`pct set 100 ${options} && pct start 100`);
}

const cmdline = () => world.shell("cat /proc/cmdline");
const ask = /the node has to be restarted.*Restart it and run pulumi up again/s;

test("one of two equal cards goes to virtual machines as a whole, and the other stays what it was", async () => {
  await start("fresh", gpuModesSpec(mixed));
  expect(await modes.preview()).toMatchObject({ action: "create" });
  await expect(modes.up()).rejects.toThrow(/started without iommu=pt/);
  expect(await drivers()).toMatchObject({ "04:00.0": "vfio-pci", "04:00.1": "vfio-pci" });
  await restart();
  expect(await cmdline()).toContain("boot=zfs iommu=pt");
  expect(await drivers()).toEqual({
    "01:00.0": undefined,
    "01:00.1": "snd_hda_intel",
    "04:00.0": "vfio-pci",
    "04:00.1": "vfio-pci",
  });
  const before = world.mutations;
  expect(await modes.up()).toBe("created");
  expect(await modes.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("where it is allowed, the node is restarted at once, and up is through", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }));
  expect(await modes.up()).toBe("created");
  expect(await cmdline()).toContain("iommu=pt");
  expect(await drivers()).toMatchObject({ "01:00.0": "nvidia", "04:00.1": "vfio-pci" });
  const before = world.mutations;
  expect(await modes.up()).toBe("unchanged");
  modes.forget();
  expect(await modes.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test.each([
  ["systemd-boot", [], kernelArgumentFiles.cmdline],
  ["GRUB", [startedByGrub], kernelArgumentFiles.grub],
  ["GRUB on boot partitions", [startedByGrubOnPartitions], kernelArgumentFiles.grub],
])("on Intel the IOMMU is switched on by way of %s, and off again", async (_, commands, file) => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }), [intelCpu, ...commands]);
  const before = await cmdline();
  expect(before).not.toContain("iommu");
  expect(await modes.up()).toBe("created");
  expect(await cmdline()).toContain("intel_iommu=on iommu=pt");
  expect(await world.shell(`cat ${file}`)).toContain("intel_iommu=on iommu=pt");
  expect(await drivers()).toMatchObject({ "01:00.0": "nvidia", "04:00.0": "vfio-pci" });
  modes.inputs = gpuModesSpec(shared);
  expect(await modes.up()).toBe("updated");
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia", "04:00.1": "snd_hda_intel" });
  await restart();
  expect(await cmdline()).toBe(before);
  expect(await modes.up()).toBe("unchanged");
});

test("with the IOMMU off nothing is bound before the restart that switches it on", async () => {
  await start("driver", gpuModesSpec(mixed), [intelCpu]);
  await expect(modes.up()).rejects.toThrow(/started without intel_iommu=on iommu=pt/);
  await expect(modes.up()).rejects.toThrow(ask);
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia" });
  await restart();
  expect(await modes.up()).toBe("created");
  expect(await drivers()).toMatchObject({ "01:00.0": "nvidia", "04:00.0": "vfio-pci" });
});

test("words of others in the command line stay, also where they are the ones that are needed", async () => {
  const line = "iommu=pt root=ZFS=rpool/ROOT/pve-1 boot=zfs mitigations=off";
  const set = `echo '${line}' > ${kernelArgumentFiles.cmdline}; proxmox-boot-tool refresh`;
  await start("driver", gpuModesSpec(mixed), [intelCpu, set]);
  await expect(modes.up()).rejects.toThrow(ask);
  expect(await world.shell(`cat ${kernelArgumentFiles.cmdline}`)).toBe(`${line} intel_iommu=on\n`);
  modes.inputs = gpuModesSpec(shared);
  await modes.up();
  expect(await world.shell(`cat ${kernelArgumentFiles.cmdline}`)).toBe(`${line}\n`);
});

test("where the node has the arguments already, its settings are not touched, and no restart is needed", async () => {
  const set = `sed -i 's/$/ iommu=pt/' ${kernelArgumentFiles.cmdline}; proxmox-boot-tool refresh`;
  await start("driver", gpuModesSpec(mixed), [set]);
  expect(await modes.up()).toBe("created");
  expect(await world.shell("ls /etc/kernel")).not.toContain("phoenix");
  expect(await drivers()).toMatchObject({ "01:00.0": "nvidia", "04:00.0": "vfio-pci" });
});

test("the cards that are left are numbered anew, and the node of the one that is gone goes with it", async () => {
  const given = { [firstCard]: "vfio", [secondCard]: "lxc" };
  await start("driver", gpuModesSpec(given));
  await expect(modes.up()).rejects.toThrow(ask);
  await world.shell("nvidia-smi");
  expect(await world.shell("ls /dev | grep -E 'nvidia[0-9]'")).toBe("nvidia0\n");
  expect(await world.shell("nvidia-smi --query-gpu=pci.bus_id --format=csv,noheader")).toContain(
    "04:00.0",
  );
  await restart();
  await world.shell("nvidia-smi");
  expect(await world.shell("ls /dev | grep -E 'nvidia[0-9]'")).toBe("nvidia0\n");
});

test("a card in use is not torn away: up asks for a restart, after which it is where it belongs", async () => {
  await start("driver", gpuModesSpec(mixed));
  await makeGuest("/dev/nvidia0", "/dev/nvidiactl");
  await expect(modes.up()).rejects.toThrow(/the driver of 0000:04:00\.0 is in use by guests/);
  await expect(modes.up()).rejects.toThrow(ask);
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia" });
  await restart();
  expect(await modes.up()).toBe("created");
  expect(await drivers()).toMatchObject({ "04:00.0": "vfio-pci" });
});

test("a container whose card has another number after the restart is told, and does not stop the run", async () => {
  const given = { [firstCard]: "vfio", [secondCard]: "lxc" };
  await start("driver", gpuModesSpec(given, { reboot: "allowed" }));
  await makeGuest("/dev/nvidia1", "/dev/nvidiactl");
  expect(await modes.up()).toBe("created");
  expect(console.log).toHaveBeenCalledWith(
    expect.stringMatching(/pct start 100 fails after the restart: .*nvidia1/s),
  );
  expect(await drivers()).toMatchObject({ "01:00.0": "vfio-pci", "04:00.0": "nvidia" });
});

test("a running container that has the card is named in preview, and nothing is changed", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }));
  await makeGuest("/dev/nvidia1", "/dev/nvidiactl");
  const before = world.mutations;
  await expect(modes.preview()).rejects.toThrow(
    /0000:04:00\.0 .*the running container 100 \(vllm\) has it\. Stop it first/,
  );
  expect(world.mutations).toBe(before);
  await world.shell("pct stop 100");
  expect(await modes.up()).toBe("created");
});

test("a program that has the card open is named in preview, unless the node may be restarted", async () => {
  await start("driver", gpuModesSpec(mixed));
  await world.shell(opened("/dev/nvidia1"));
  await expect(modes.preview()).rejects.toThrow(/is used by python3 \(pid 4242\)/);
  modes.inputs = gpuModesSpec(mixed, { reboot: "allowed" });
  expect(await modes.preview()).toMatchObject({ action: "create" });
  await world.shell("rm -r /proc/4242");
  await world.shell(opened("/dev/nvidia0"));
  modes.inputs = gpuModesSpec(mixed);
  expect(await modes.preview()).toMatchObject({ action: "create" });
});

test("a card that a virtual machine has open stays there until that is shut down", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }));
  await modes.up();
  await world.shell(opened("/dev/vfio/13", "kvm"));
  modes.inputs = gpuModesSpec(shared, { reboot: "allowed" });
  await expect(modes.up()).rejects.toThrow(/kvm \(pid 4242\) has it\. Shut that virtual machine/);
  await world.shell("rm -r /proc/4242");
  expect(await modes.up()).toBe("updated");
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia" });
});

test("a card that is no longer listed goes back to containers", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }));
  await modes.up();
  modes.inputs = gpuModesSpec({ [firstCard]: "lxc" });
  expect(await modes.up()).toBe("updated");
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia", "04:00.1": "snd_hda_intel" });
  expect(await modes.up()).toBe("unchanged");
});

test("taken out of the configuration, all of it is undone with the next start of the node", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }));
  const before = await cmdline();
  await modes.up();
  await modes.delete();
  await modes.delete();
  expect(console.log).toHaveBeenCalledWith(
    expect.stringMatching(/0000:04:00\.0 stays with virtual machines until the node is restarted/),
  );
  const { initScript, modulesLoad } = gpuModeFiles;
  for (const path of [initScript, modulesLoad, ...Object.values(kernelArgumentFiles).slice(2)]) {
    await expect(world.shell(`cat ${path}`)).rejects.toThrow(/No such file/);
  }
  await restart();
  expect(await cmdline()).toBe(before);
  expect(await drivers()).toMatchObject({ "04:00.0": "nvidia", "04:00.1": "snd_hda_intel" });
});

test("cards of containers alone change nothing on the node", async () => {
  await start("driver", gpuModesSpec(shared));
  const before = world.mutations;
  expect(await modes.up()).toBe("created");
  await modes.delete();
  expect(world.mutations).toBe(before);
});

test("the driver is not for a card that is given away, and for none where all are", async () => {
  await start("driver", gpuModesSpec(allGiven, { reboot: "allowed" }));
  const driver = new Resource(world, "nvidiadriver", driverSpec());
  await driver.up();
  expect(await modes.up()).toBe("created");
  driver.inputs = driverSpec("580.76.05", { except: [firstCard, secondCard] });
  const before = world.mutations;
  await driver.up();
  expect(world.mutations).toBe(before);
  expect(console.log).toHaveBeenCalledWith(
    expect.stringContaining("all cards are for virtual machines"),
  );
  modes.inputs = gpuModesSpec(mixed, { reboot: "allowed" });
  await modes.up();
  driver.inputs = driverSpec("580.76.05", { except: [secondCard] });
  await driver.up();
  expect(await world.shell("nvidia-smi -L")).toMatch(/^GPU 0: [^\n]*\n$/);
});

test("a run that is cut off after any of its steps is finished by the ones after it", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }), [intelCpu]);
  expect(await upCutOff(world, () => modes.up())).toBeGreaterThan(6);
  expect(await modes.up()).toBe("unchanged");
  expect(await drivers()).toMatchObject({ "01:00.0": "nvidia", "04:00.0": "vfio-pci" });
  const { pending } = gpuModeFiles;
  await expect(world.shell(`cat ${pending}`)).rejects.toThrow(/No such file/);
});

test("a run cut off between a file and what is made of it is seen, and what is missing is made", async () => {
  await start("driver", gpuModesSpec(mixed, { reboot: "allowed" }), [intelCpu]);
  const { shell } = world.host;
  const run = shell.run.bind(shell);
  const cut = jest.spyOn(shell, "run").mockImplementation((argv, options) => {
    if (argv[0] === "update-initramfs") return Promise.reject(new Error("cut off"));
    return run(argv, options);
  });
  await expect(modes.up()).rejects.toThrow(/cut off/);
  cut.mockRestore();
  await modes.up();
  expect(await cmdline()).toContain("intel_iommu=on iommu=pt");
  expect(await drivers()).toMatchObject({ "04:00.0": "vfio-pci", "04:00.1": "vfio-pci" });
});

const group = "/sys/kernel/iommu_groups/13/devices";
const device = "/sys/devices/pci0000:00/0000:05:00.0";
const neighbour = (kind: string) =>
  `mkdir -p ${device} && echo 0x1022 > ${device}/vendor && echo 0x43f7 > ${device}/device && echo ${kind} > ${device}/class && ` +
  `ln -s ${device} /sys/bus/pci/devices/0000:05:00.0 && ln -s ${device} ${group}/0000:05:00.0`;

test.each([
  [
    "an address without a card",
    "",
    { "0000:09:00.0": "vfio" },
    /nothing at 0000:09:00\.0; its NVIDIA cards are 0000:01:00\.0, 0000:04:00\.0/,
  ],
  ["the sound of a card", "", { "0000:04:00.1": "vfio" }, /audio device 10de:22eb.* is no NVIDIA/],
  [
    "a device of another make",
    "",
    { "0000:00:00.0": "vfio" },
    /host bridge 1022:14d8 .*is no NVIDIA card/,
  ],
  [
    "a neighbour in the group",
    neighbour("0x010601"),
    mixed,
    /cannot tell 0000:04:00\.0 from 0000:05:00\.0 \(SATA controller 1022:43f7\)/,
  ],
  [
    "an IOMMU that the firmware has off",
    "rm -r /sys/kernel/iommu_groups/*",
    mixed,
    /isolates no devices.*Switch on the IOMMU \(AMD-Vi\) in its firmware/,
  ],
  [
    "an argument that switches it off",
    `sed -i 's/$/ amd_iommu=off/' ${kernelArgumentFiles.cmdline}`,
    mixed,
    /\/etc\/kernel\/cmdline tells the kernel amd_iommu=off/,
  ],
  [
    "a CPU of another make",
    "sed -i s/AuthenticAMD/CentaurHauls/ /proc/cpuinfo",
    mixed,
    /CPU of CentaurHauls/,
  ],
  [
    "another boot loader",
    "echo root=/dev/sda1 > /proc/cmdline",
    mixed,
    /does not tell what started the kernel/,
  ],
  [
    "ids that take the other card too",
    "echo 'options vfio-pci ids=10de:2d04,10de:22eb' > /etc/modprobe.d/vfio.conf",
    mixed,
    /\/etc\/modprobe\.d\/vfio\.conf says "options vfio-pci ids=.*takes every card 10de:2d04.*0000:01:00\.0/,
  ],
  [
    "vfio-pci kept away by somebody else",
    "echo 'blacklist vfio-pci' > /etc/modprobe.d/no.conf",
    mixed,
    /no\.conf says "blacklist vfio-pci"/,
  ],
])("%s: refused in preview, and nothing is changed", async (_, command, cards, message) => {
  await start("driver", gpuModesSpec(cards));
  if (command !== "") await world.shell(command);
  const before = world.mutations;
  await expect(modes.preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("a PCI bridge in the group, and the ids of cards that are all given away, disturb nobody", async () => {
  await start("driver", gpuModesSpec(allGiven));
  await world.shell(neighbour("0x060400"));
  await world.shell("echo 'options vfio-pci ids=10de:2d04' > /etc/modprobe.d/vfio.conf");
  expect(await modes.preview()).toMatchObject({ action: "create" });
});

test("a file of GRUB's that takes our arguments back is named", async () => {
  await start("driver", gpuModesSpec(mixed), [startedByGrub]);
  await expect(modes.up()).rejects.toThrow(ask);
  await world.shell(
    "echo 'GRUB_CMDLINE_LINUX_DEFAULT=quiet' > /etc/default/grub.d/zz-mine.cfg && update-grub",
  );
  await expect(modes.up()).rejects.toThrow(/grub\.d that is read after it sets GRUB_CMDLINE/);
});

test.each([
  [{ cards: { "04:00.0": "vfio" } }, /cards/],
  [{ cards: { [firstCard]: "vm" } }, /cards/],
  [{ cards: { "0000:04:00.0; reboot": "vfio" } }, /cards/],
  [{ arguments: "quiet" }, /arguments/],
  [{ reboot: "now" }, /reboot/],
])("a declaration with %j is refused by name", async (changes, message) => {
  await start("fresh", gpuModesSpec(shared, changes));
  const before = world.mutations;
  await expect(modes.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
