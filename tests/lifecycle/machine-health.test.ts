import type { Json } from "../../embedded/contract";
import { healthSpec } from "../../providers/health";
import { inMachine, makeWorker, passFiveMinutes } from "./agent-machine";
import { checks } from "./health-spec";
import { owner } from "./layer-spec";
import { Resource, World } from "./world";

let prepared: Json;
let world: World;
let health: Resource;

const guest = { vmid: 1002, type: "qemu" as const, owner };
const spec = healthSpec(guest, checks);

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  const first = await World.open();
  await makeWorker(first, []);
  await inMachine(first, "apt-get update -qq && apt-get install -y nginx curl");
  await new Resource(first, "health", spec).up();
  prepared = await first.snapshot();
  await first.close();
});

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open(prepared);
  health = new Resource(world, "health", spec);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

test("a virtual machine that works is found so by its guest agent, by one command, and nothing is changed", async () => {
  const before = world.mutations;
  const scripts = jest.spyOn(world.host.shell, "script");
  expect(await health.up()).toBe("created");
  expect(await health.up()).toBe("unchanged");
  expect(scripts).toHaveBeenCalledTimes(1);
  expect(world.mutations).toBe(before);
});

test("a check of a virtual machine that fails is named by preview, and up ends with the journal of its unit", async () => {
  await health.up();
  await inMachine(world, "systemctl stop nginx");
  expect(await health.refresh()).toMatchObject({
    results: {
      page: "exit 7",
      port: "exit 1",
      service: "exit 1",
      configuration: "ok",
      folder: "ok",
    },
  });
  const failing = health.up();
  await expect(failing).rejects.toThrow(
    "virtual machine 1002 does not work: 3 of 5 checks failed.",
  );
  await expect(failing).rejects.toThrow(
    /service: exit 1: nginx is inactive\n {2}The journal of nginx ends:\n {4}.*\n {4}Stopped/,
  );
  await inMachine(world, "systemctl start nginx");
  expect(await health.up()).toBe("unchanged");
});

test("a machine whose agent does not answer is no machine that works, which one message says", async () => {
  await health.up();
  await inMachine(world, "systemctl stop qemu-guest-agent");
  expect(await health.refresh()).toMatchObject({
    results: { page: "no guest agent", folder: "no guest agent" },
  });
  passFiveMinutes(world);
  await expect(health.up()).rejects.toThrow(
    /^virtual machine 1002: its guest agent does not answer, and nothing can be installed or checked in it without/,
  );
});

test("a machine whose services are not all up yet is checked all the same", async () => {
  await inMachine(world, "systemctl stop nginx");
  const run = world.host.shell.run.bind(world.host.shell);
  jest.spyOn(world.host.shell, "run").mockImplementation((argv, options) => {
    if (options?.stdin?.includes("is-system-running") !== true) return run(argv, options);
    throw new Error("nobody waits for this");
  });
  await expect(health.up()).rejects.toThrow(/3 of 5 checks failed/);
  await inMachine(world, "systemctl start nginx");
  expect(await health.up()).toBe("created");
});

test("nothing is checked in a machine that is stopped or not ours", async () => {
  const touch = { sly: { ...checks.folder, script: "touch /root/was-here", args: [] } };
  await world.shell("qm set 1002 --tags other --description mine");
  await expect(new Resource(world, "health", healthSpec(guest, touch)).up()).rejects.toThrow(
    /1002.* was not made by this stack/,
  );
  await expect(inMachine(world, "ls /root/was-here")).rejects.toThrow(/No such file/);
  await world.shell(`qm set 1002 --tags ${owner}+1002 && qm stop 1002`);
  await expect(health.up()).rejects.toThrow("virtual machine 1002 does not run");
});
