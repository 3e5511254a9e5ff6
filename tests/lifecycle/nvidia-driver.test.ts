import { nvidiaFiles } from "../../host/nvidia";
import type { Bag } from "../../providers/lifecycle";
import { freeArchives, gpuNode } from "../embedded/gpu-node";
import { upCutOff } from "./cut-off";
import { driverSpec } from "./driver-spec";
import { Resource, World } from "./world";

let world: World;
let driver: Resource;

beforeEach(() => jest.spyOn(console, "log").mockImplementation());
afterEach(() => world.close());

async function start(fresh: "fresh" | "installed", inputs: Bag = driverSpec()): Promise<void> {
  world = await World.open(fresh === "fresh" ? undefined : await gpuNode());
  if (fresh === "fresh") await world.shell(freeArchives);
  driver = new Resource(world, "nvidiadriver", inputs);
}

/** What an administrator does who was asked to restart the node. */
async function restart(): Promise<void> {
  await world.embedded.restart();
  world.host.forget();
}

/** A card that a program holds open, as the kernel counts it. */
const hold = (module: string) => world.shell(`echo 1 > /sys/module/${module}/refcnt`);

/** A running container that has a card and does not start with the node. */
async function makeGpuGuest(): Promise<void> {
  const template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";
  const ask = async (path: string, params: Record<string, string | number>) => {
    await world.embedded.call("root@pam", "POST", `/nodes/phoenix/${path}`, params);
    await world.embedded.node.tasks.idle();
  };
  await ask("aplinfo", { storage: "local", template });
  await ask("lxc", { vmid: 100, ostemplate: `local:vztmpl/${template}`, rootfs: "local-zfs:1" });
  await world.shell("pct set 100 --dev0 /dev/nvidia0 --dev1 /dev/nvidiactl && pct start 100");
}

const versions = () => world.shell("nvidia-smi --query-gpu=driver_version --format=csv,noheader");
const ask = /the node has to be restarted.*Restart it and run pulumi up again/s;

test("a node without a driver gets it: built, loaded, with the device nodes that containers take", async () => {
  await start("fresh");
  expect(await driver.preview()).toMatchObject({ action: "create" });
  expect(await driver.up()).toBe("created");
  expect(await versions()).toBe("580.76.05\n580.76.05\n");
  expect(await world.shell("lspci -k -s 01:00.0")).toContain("Kernel driver in use: nvidia");
  expect(await world.shell("cat /proc/driver/nvidia/version")).toContain("Open Kernel Module");
  expect(await world.shell("dkms status")).toBe(
    "nvidia/580.76.05, 6.17.2-1-pve, x86_64: installed\n",
  );
  const nodes = (await world.shell("ls -d /dev/nvidia* /dev/nvidia-caps/*")).split("\n");
  for (const name of [
    "0",
    "1",
    "ctl",
    "-uvm",
    "-uvm-tools",
    "-caps/nvidia-cap1",
    "-caps/nvidia-cap2",
  ]) {
    expect(nodes).toContain(`/dev/nvidia${name}`);
  }
  expect(await world.shell("ls /var/tmp")).toBe("");
  const before = world.mutations;
  expect(await driver.up()).toBe("unchanged");
  driver.forget();
  expect(await driver.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("after a restart of the node, on a newer kernel, all of it is there before the guests start", async () => {
  await start("fresh");
  await driver.up();
  await world.shell("apt-get install -y proxmox-kernel-6.17.4-1-pve-signed");
  expect(await driver.up()).toBe("unchanged");
  await restart();
  expect(await world.shell("uname -r")).toBe("6.17.4-1-pve\n");
  const before = world.mutations;
  expect(await driver.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  expect(await world.shell("lsmod")).not.toContain("nouveau");
  expect(await world.shell("ls /dev/nvidia0 /dev/nvidia-uvm")).toBe(
    "/dev/nvidia-uvm\n/dev/nvidia0\n",
  );
});

test("the kernel that the next start takes is built for as well, also where one is pinned", async () => {
  await start("fresh");
  await world.shell(
    "apt-get update -qq && apt-get install -y proxmox-kernel-6.17.4-1-pve-signed && mkdir -p /etc/kernel",
  );
  await driver.up();
  expect(await world.shell("dkms status")).toContain("6.17.4-1-pve, x86_64: installed");
  await world.shell("dkms uninstall nvidia/580.76.05 -k 6.17.4-1-pve");
  expect((await driver.preview()).changes).toEqual(["modules"]);
  await world.shell("echo 6.17.2-1-pve > /etc/kernel/proxmox-boot-pin");
  expect((await driver.preview()).action).toBe("same");
  await world.shell("rm /etc/kernel/proxmox-boot-pin");
  expect(await driver.up()).toBe("updated");
  expect(await world.shell("modinfo -k 6.17.4-1-pve -F version nvidia")).toBe("580.76.05\n");
});

test("another release takes the place of the one that is there, without a restart where nobody uses it", async () => {
  await start("installed");
  await driver.up();
  driver.inputs = driverSpec("580.82.09");
  expect((await driver.preview()).changes).toEqual(expect.arrayContaining(["version", "loaded"]));
  expect(await driver.up()).toBe("updated");
  expect(await versions()).toBe("580.82.09\n580.82.09\n");
  expect(await world.shell("dkms status")).not.toContain("580.76.05");
});

test("a driver in use is not torn away: up asks for a restart, and the next one goes on after it", async () => {
  await start("installed");
  await driver.up();
  await hold("nvidia_uvm");
  driver.inputs = driverSpec("580.82.09");
  await expect(driver.up()).rejects.toThrow(/the module of 580\.76\.05 is loaded and in use/);
  await expect(driver.up()).rejects.toThrow(ask);
  await restart();
  const before = world.mutations;
  await driver.up();
  expect(world.mutations).toBe(before);
  expect(await versions()).toBe("580.82.09\n580.82.09\n");
});

test("where it is allowed, the node is restarted at once, and its guests run again", async () => {
  await start("installed", driverSpec("580.76.05"));
  await driver.up();
  await makeGpuGuest();
  driver.inputs = driverSpec("580.82.09", { reboot: "allowed" });
  expect(await driver.up()).toBe("updated");
  expect(await versions()).toBe("580.82.09\n580.82.09\n");
  expect(await world.shell("pct status 100")).toBe("status: running\n");
});

test("a guest that somebody else starts after the restart is no failure", async () => {
  await start("installed", driverSpec("580.76.05"));
  await driver.up();
  await makeGpuGuest();
  const { shell } = world.host;
  const run = shell.run.bind(shell);
  jest.spyOn(shell, "run").mockImplementation(async (argv, options) => {
    if (argv.join(" ") === "pct start 100") await run(argv);
    return run(argv, options);
  });
  driver.inputs = driverSpec("580.82.09", { reboot: "allowed" });
  expect(await driver.up()).toBe("updated");
  expect(await world.shell("pct status 100")).toBe("status: running\n");
});

test("nouveau in use is kept away by a restart, after which up goes on", async () => {
  await start("fresh");
  await hold("nouveau");
  await expect(driver.up()).rejects.toThrow(/nouveau drives a card that is in use/);
  await expect(driver.up()).rejects.toThrow(ask);
  expect(await world.shell("cat /boot/initrd.img-6.17.2-1-pve")).toContain("blacklist nouveau");
  await restart();
  await driver.up();
  expect(await versions()).toBe("580.76.05\n580.76.05\n");
});

test("a run that is cut off after any of its steps is finished by the ones after it", async () => {
  await start("fresh");
  expect(await upCutOff(world, () => driver.up())).toBeGreaterThan(4);
  expect(await driver.up()).toBe("unchanged");
  expect(await versions()).toBe("580.76.05\n580.76.05\n");
});

const contradiction = "blacklist nvidia";

test.each([
  [
    "proprietary modules for Blackwell",
    "",
    { module: "proprietary" },
    /0000:01:00\.0 \(device 0x2d04\) works with the open kernel modules only/,
  ],
  [
    "open modules before Turing",
    "echo 0x1b80 > /sys/bus/pci/devices/0000:01:00.0/device",
    { module: "open" },
    /0x1b80\) works with the proprietary/,
  ],
  [
    "cards that no modules drive together",
    "echo 0x1b80 > /sys/bus/pci/devices/0000:01:00.0/device",
    {},
    /no kernel modules drive all cards/,
  ],
  [
    "a release that is older than the card",
    "",
    { version: "550.163.01", loaded: "550.163.01" },
    /needs release 570 or later/,
  ],
  ["a node without a card", "rm -r /sys/bus/pci/devices/*", {}, /no NVIDIA card/],
  [
    "Secure Boot with no key enrolled",
    "printf '\\006\\000\\000\\000\\001' > /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
    {},
    /Secure Boot is on.*mokutil --import/,
  ],
  [
    "a driver from packages",
    "apt-get update -qq && apt-get install -y nvidia-driver",
    {},
    /installed from packages \(nvidia-driver, nvidia-kernel-dkms\).*apt-get purge/,
  ],
  [
    "a blacklist of somebody else's",
    `echo '${contradiction}' > /etc/modprobe.d/vfio.conf`,
    {},
    /vfio\.conf says "blacklist nvidia"/,
  ],
])("%s: refused in preview, and nothing is changed", async (_, command, changes, message) => {
  await start("fresh", driverSpec("580.76.05", changes));
  if (command !== "") await world.shell(command);
  const before = world.mutations;
  await expect(driver.preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("a card before Turing gets the proprietary modules by itself", async () => {
  await start("fresh");
  for (const slot of ["01", "04"]) {
    await world.shell(`echo 0x1b80 > /sys/bus/pci/devices/0000:${slot}:00.0/device`);
  }
  await driver.up();
  expect(await world.shell("modinfo -F license nvidia")).toBe("NVIDIA\n");
});

test("with Secure Boot and an enrolled key the driver is signed, and loads", async () => {
  await start("fresh");
  await world.shell(
    "apt-get update -qq && apt-get install -y dkms && dkms generate_mok && mokutil --import /var/lib/dkms/mok.pub && " +
      "printf '\\006\\000\\000\\000\\001' > /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
  );
  expect(await driver.up()).toBe("created");
  expect(await versions()).toBe("580.76.05\n580.76.05\n");
});

test("an installer of another sum is not run", async () => {
  const { runfile, ...rest } = driverSpec() as { runfile: { url: string } };
  await start("fresh", { ...rest, runfile: { ...runfile, sha256: "0".repeat(64) } });
  await expect(driver.up()).rejects.toThrow(
    /The SHA-256 of .*580\.76\.05\.run is .*Nothing was installed/,
  );
  expect(await world.shell("ls /usr/bin")).not.toContain("nvidia-smi");
  const sum = await world.shell(`curl -fsSL ${runfile.url} | sha256sum`);
  driver.inputs = { ...rest, runfile: { ...runfile, sha256: sum.split(" ")[0] ?? "" } };
  await driver.up();
  expect(await versions()).toBe("580.76.05\n580.76.05\n");
});

test("taken out of the configuration the driver stays, and it is said how to remove it", async () => {
  await start("installed");
  await driver.up();
  const before = world.mutations;
  await driver.delete();
  await driver.delete();
  expect(world.mutations).toBe(before);
  expect(console.log).toHaveBeenCalledWith(expect.stringContaining("nvidia-uninstall"));
  expect(await world.shell(`ls ${nvidiaFiles.unit}`)).toContain("phoenix-nvidia.service");
});

test.each([
  [{ version: "latest" }, /version/],
  [{ version: "580.76.05; reboot" }, /version/],
  [{ module: "closed" }, /module/],
  [{ runfile: { url: "file:///etc/shadow" } }, /url/],
  [{ runfile: { url: "https://x/y.run", sha256: "123" } }, /sha256/],
  [{ reboot: "now" }, /reboot/],
])("a declaration with %j is refused by name", async (changes, message) => {
  await start("fresh", driverSpec("580.76.05", changes));
  const before = world.mutations;
  await expect(driver.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
