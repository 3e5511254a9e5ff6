import type { Json } from "../../embedded/contract";
import type { Bag } from "../../providers/lifecycle";
import { onEmbedded } from "../features/guest-world";
import {
  inMachine,
  machineFeature,
  passFiveMinutes,
  withWorker,
  workerSpec,
} from "./agent-machine";
import { World } from "./world";

let prepared: Json;
let installed: Json;
let world: World;
let logged: jest.SpyInstance;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await withWorker();
  installed = await withWorker(["base_setup", "docker"]);
});
beforeEach(() => {
  logged = jest.spyOn(console, "log").mockImplementation();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

test("a feature is installed in a virtual machine by its guest agent, and a second run changes nothing", async () => {
  world = await World.open(prepared);
  const feature = machineFeature(world, "base_setup");
  expect(await feature.up()).toBe("created");
  expect(await inMachine(world, "dpkg -s htop")).toContain("Status: install ok installed");
  expect(await world.shell("qm config 1002")).toContain("verified base_setup=");
  const before = world.mutations;
  expect(await feature.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("what was changed in a machine by hand is told fact by fact, and healed", async () => {
  world = await World.open(installed);
  const features = [machineFeature(world, "base_setup"), machineFeature(world, "docker")];
  for (const feature of features) await feature.up();
  await inMachine(world, "apt-get remove -y htop; systemctl stop docker");
  const [base, docker] = await Promise.all(features.map((each) => each.refresh()));
  expect(base?.["facts"]).toMatchObject({ "package.htop": "missing" });
  expect(docker?.["facts"]).toMatchObject({ "service.docker.active": "inactive" });
  for (const feature of features) expect(await feature.up()).toBe("updated");
  expect(await inMachine(world, "systemctl is-active docker")).toBe("active\n");
});

test("all features of all guests are read by one command", async () => {
  world = await World.open(installed);
  const features = [machineFeature(world, "base_setup"), machineFeature(world, "docker")];
  for (const feature of features) await feature.up();
  world.host.forget();
  const run = jest.spyOn(world.host.shell, "script");
  for (const feature of features) await feature.preview();
  expect(run.mock.calls.length).toBe(1);
});

test("a machine whose agent does not answer is not inspected, which preview says, and is no drift", async () => {
  world = await World.open(installed);
  const feature = machineFeature(world, "docker");
  await feature.up();
  await inMachine(world, "systemctl stop qemu-guest-agent");
  world.host.forget();
  expect((await feature.preview()).action).toBe("same");
  expect(logged.mock.calls.flat().join("\n")).toContain(
    "not inspected: its guest agent does not answer",
  );
});

test("where nothing answers an installation gives up after a while, with one message", async () => {
  world = await World.open(prepared);
  await inMachine(world, "systemctl stop qemu-guest-agent");
  passFiveMinutes(world);
  const failing = machineFeature(world, "base_setup").up();
  await expect(failing).rejects.toThrow(
    /^virtual machine 1002: its guest agent does not answer, .*the package qemu-guest-agent/,
  );
});

test("a stopped machine is started for it, stopped again, and leaves its clones an id of their own", async () => {
  const state = await withWorker([], { ...workerSpec, running: false });
  world = await World.open(state);
  const feature = machineFeature(world, "base_setup");
  expect(await feature.up()).toBe("created");
  expect(await world.shell("qm status 1002")).toBe("status: stopped\n");
  expect((await feature.preview()).action).toBe("same");
  expect(logged.mock.calls.flat().join("\n")).toContain("not inspected: stopped");
  const view = world.embedded.node.storages.volume("local-zfs:vm-1002-disk-0");
  expect(view.backend.contents(view.volname).readText("/etc/machine-id")).toBe("");
});

describe("a secret of a feature in a virtual machine", () => {
  const path = "/etc/code-server/password.env";
  const secret = 'first "one"';
  const codeServer = (options = onEmbedded["code_server"] ?? {}) =>
    machineFeature(world, "code_server", {
      options,
      secrets: { password: "coder" },
    });

  test("comes into a file of root's alone, and is written anew where it is another one", async () => {
    world = await World.open(prepared);
    world.settings.guestSecrets.set("coder", secret);
    const feature = codeServer();
    expect(await feature.up()).toBe("created");
    expect(await feature.up()).toBe("unchanged");
    expect(await inMachine(world, `stat -c '%U:%G %a' ${path}; cat ${path}`)).toBe(
      'root:root 600\nPASSWORD="first \\"one\\""\n',
    );
    await inMachine(world, `chmod 644 ${path}`);
    expect(secretIn(await feature.refresh())).toBe("root:root 0644");
    expect(await feature.up()).toBe("updated");
    world.settings.guestSecrets.set("coder", "second");
    expect(secretIn(await feature.refresh())).toBe("another one");
    expect(await feature.up()).toBe("updated");
    expect(await inMachine(world, `cat ${path}`)).toBe('PASSWORD="second"\n');
    expect(await feature.up()).toBe("unchanged");
  });

  test("is nowhere but in its file: not in state, logs, commands or messages", async () => {
    world = await World.open(prepared);
    world.settings.guestSecrets.set("coder", secret);
    const run = jest.spyOn(world.host.shell, "run");
    const feature = codeServer();
    await feature.up();
    await inMachine(world, "rm -r /opt/code-server");
    const failing = codeServer({ sha256: "0".repeat(64) });
    const message = await failing.up().catch((error: unknown) => String(error));
    expect(message).toContain("qm guest exec 1002");
    const seen = [
      [feature.outputs, await feature.refresh(), logged.mock.calls, message],
      run.mock.calls.map(([argv]) => argv),
      await world.host.inspect(["facts"], ["1002"]),
      world.embedded.journal.entries().map(({ what }) => what),
    ];
    for (const each of seen) expect(JSON.stringify(each)).not.toContain("first");
  });

  test("that the stack has not stops the preview, which says how to set it", async () => {
    world = await World.open(prepared);
    await expect(codeServer().up()).rejects.toThrow("the stack has no secret coder");
  });

  function secretIn(found: Bag | undefined): unknown {
    return (found?.["facts"] as Bag | undefined)?.["secret.password"];
  }
});

test("a foreign machine is left alone", async () => {
  world = await World.open(prepared);
  await world.shell("qm set 1002 --tags other --description mine");
  await expect(machineFeature(world, "base_setup").up()).rejects.toThrow("it is not ours");
  expect(await inMachine(world, "dpkg-query -W htop || true")).toBe("");
});

test("what installs more than the agent is given at once is refused before anything is sent", async () => {
  world = await World.open(prepared);
  const { runInMachine } = await import("../../host/guest-agent");
  await expect(
    runInMachine(world.host.shell, 1002, "#".repeat(1024 ** 2 + 1), { reads: false, seconds: 5 }),
  ).rejects.toThrow("its guest agent is given 1048576 at most");
  await expect(
    runInMachine(world.host.shell, 1002, "echo sörry >&2; exit 4", { reads: false, seconds: 5 }),
  ).rejects.toMatchObject({ exitCode: 4, stderr: "sörry\n" });
});
