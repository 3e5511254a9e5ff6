import type { Json } from "../../embedded/contract";
import { healthSpec } from "../../providers/health";
import { checks, guest, makeWebServer, spec } from "./health-spec";
import { Resource, World } from "./world";

let prepared: Json;
let world: World;
let log: jest.SpyInstance;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await makeWebServer(first);
  prepared = await first.snapshot();
  await first.close();
});

beforeEach(async () => {
  log = jest.spyOn(console, "log").mockImplementation();
  // In CI nobody is told for what is waited.
  jest.replaceProperty(process, "env", { ...process.env, CI: "" });
  world = await World.open(prepared);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

test("a guest that works is found so, by one command, and nothing is changed", async () => {
  const before = world.mutations;
  world.host.forget();
  const scripts = jest.spyOn(world.host.shell, "script");
  const health = new Resource(world, "health", spec);
  expect(await health.up()).toBe("created");
  expect(await health.up()).toBe("unchanged");
  expect(scripts).toHaveBeenCalledTimes(1);
  expect(world.mutations).toBe(before);
});

test("preview names the check that fails, with what it says", async () => {
  const health = new Resource(world, "health", spec);
  await health.up();
  await world.shell("pct exec 900 -- systemctl stop nginx");
  expect(await health.refresh()).toMatchObject({
    results: { page: "exit 7", port: "exit 1", service: "exit 1", configuration: "ok" },
  });
});

test("up waits for what takes its time, says for what, and goes on when it is there", async () => {
  await world.shell("pct exec 900 -- systemctl stop nginx");
  const patient = { page: { ...checks.page, attempts: 100 } };
  const health = new Resource(world, "health", healthSpec(guest, patient));
  const up = health.up();
  while (log.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await world.node.exec("pct exec 900 -- systemctl start nginx");
  expect(await up).toBe("created");
  expect(log.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^container 900: waits for page \(exit 7: curl: \(7\) Failed to connect/,
      ),
    ],
  ]);
});

test("a check that has no more attempts fails, and is made again by the next run", async () => {
  await world.shell("pct exec 900 -- systemctl stop nginx");
  const health = new Resource(world, "health", spec);
  await expect(health.up()).rejects.toThrow(/service: exit 1: nginx is inactive/);
  await world.shell("pct exec 900 -- systemctl start nginx");
  expect(await health.up()).toBe("created");
});

test("a check that does not answer in time is told", async () => {
  const slow = { slow: { timeout: 1, attempts: 1, interval: 0, command: ["sleep", "30"] } };
  const health = new Resource(world, "health", healthSpec(guest, slow));
  await expect(health.up()).rejects.toThrow("slow: no answer within 1 s");
});

test("nothing of what a check says can be taken for another's word, and it has no input", async () => {
  const sly = {
    sly: { ...checks.folder, script: 'cat; printf "\\n1=ok\\n" >&2; exit 1', args: [] },
    other: { ...checks.folder, script: "exit 2", args: [] },
  };
  const health = new Resource(world, "health", healthSpec(guest, sly));
  await expect(health.up()).rejects.toThrow(/other: exit 2\n {2}sly: exit 1/);
});

test("nothing is run in a guest that is not ours, whoever declares it", async () => {
  await world.shell("sed -i '/test+900/d' /etc/pve/lxc/900.conf");
  const touch = { sly: { ...checks.folder, script: "touch /root/was-here", args: [] } };
  const health = new Resource(world, "health", healthSpec(guest, touch));
  await expect(health.up()).rejects.toThrow(/900.* was not made by this stack/);
  await expect(world.shell("pct exec 900 -- ls /root/was-here")).rejects.toThrow(/No such file/);
});

test("a guest that starts anew meanwhile has its attempts", async () => {
  const patient = { page: { ...checks.page, attempts: 100 } };
  await world.shell("pct exec 900 -- systemctl stop nginx");
  const up = new Resource(world, "health", healthSpec(guest, patient)).up();
  while (log.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await world.node.exec("pct stop 900");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await world.node.exec("pct start 900 && pct exec 900 -- systemctl start nginx");
  expect(await up).toBe("created");
});

test("GPUs that do not answer are counted", async () => {
  const gpus = { gpu: { timeout: 5, attempts: 1, interval: 0, gpus: 1 } };
  const health = new Resource(world, "health", healthSpec(guest, gpus));
  await expect(health.up()).rejects.toThrow("gpu: exit 1: 0 GPUs answer");
});

test("a guest that is gone has nothing that could be checked", async () => {
  const health = new Resource(world, "health", spec);
  await health.up();
  await world.shell("pct stop 900 && pct destroy 900");
  expect(await health.refresh()).toBeUndefined();
  await expect(health.up()).rejects.toThrow("it is not there");
});
