import { nvidiaFiles } from "../../host/nvidia";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { driverSpec } from "./driver-spec";
import { Resource, World } from "./world";

let world: World;
let driver: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  driver = new Resource(world, "nvidiadriver", driverSpec());
});
afterEach(() => world.close());

const smi = () => world.shell("nvidia-smi --query-gpu=driver_version --format=csv,noheader");
const devices = async () => (await world.shell("ls -d /dev/nvidia*")).trim().split("\n");

test("a node without a driver gets it: built, loaded, and the device nodes that containers take", async () => {
  expect(await driver.up()).toBe("created");
  expect(await smi()).toBe("580.76.05\n580.76.05\n");
  expect(await world.shell("lspci -k -s 01:00.0")).toContain("Kernel driver in use: nvidia");
  expect(await world.shell("cat /proc/driver/nvidia/version")).toContain("Open Kernel Module");
  expect(await world.shell("dkms status")).toContain("nvidia/580.76.05, 6.17.2-1-pve, x86_64: installed");
  expect(await devices()).toEqual(expect.arrayContaining(["/dev/nvidia0", "/dev/nvidia1", "/dev/nvidia-uvm"]));
  expect(await world.shell("ls /var/tmp")).toBe("");
});
