import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../../../host/errors";
import type { Inspection } from "../../../host/inspection";
import { openNodeReader } from "../../../host/inspect/reader";
import { everything, parts } from "../../../host/inspect/parts";
import { gpuNode } from "../../embedded/gpu-node";
import { layerSpec, templateFile } from "../../lifecycle/layer-spec";
import { Resource, World } from "../../lifecycle/world";

const asked = ["/etc/hosts", "/nowhere", "chrony.service", "900"];

let world: World;
let whole: Inspection;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open(await gpuNode());
  await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(world, "container", { ...layerSpec, running: true }).up();
  const verified = "s/^#phoenix.*/&\\n#verified base_setup=0123456789ab/";
  await world.shell(`sed -i '${verified}' /etc/pve/lxc/900.conf`);
  await world.shell("pvesh create /cluster/firewall/rules --type in --action ACCEPT");
  whole = await world.host.inspect(everything, asked);
});

afterAll(() => world.close());

test("what is asked for by name is there", () => {
  expect(whole.paths.get("/etc/hosts")).toMatchObject({ type: "regular file" });
  expect(whole.paths.has("/nowhere")).toBe(true);
  expect(whole.units.get("chrony.service")).toMatchObject({ active: "active" });
  expect(whole.facts.get(900)?.["base_setup"]).toMatchObject({ "package.curl": "missing" });
});

test.each(everything)(
  "%s is the same whether it is read alone or with everything",
  async (part) => {
    world.host.forget();
    const alone = await world.host.inspect([part], parts[part].from.length === 0 ? asked : []);
    expect(alone).toEqual({ [part]: whole[part] });
  },
);

test("several that ask at once are answered by one command, and what was read is not read again", async () => {
  world.host.forget();
  const scripts = jest.spyOn(world.host.shell, "script");
  const [first, second] = await Promise.all([
    world.host.inspect(["containers"]),
    world.host.inspect(["pools", "storages"]),
  ]);
  expect(first.containers.size).toBe(1);
  expect(second.pools.size).toBe(1);
  await world.host.inspect(["storages", "containers"]);
  expect(scripts).toHaveBeenCalledTimes(1);
  await world.host.inspect(["storages"], ["/etc/hosts"]);
  expect(scripts).toHaveBeenCalledTimes(2);
  scripts.mockRestore();
});

test("those who change something while the host is read share the next reading, which sees all of their changes", async () => {
  world.host.forget();
  const { scripts, release } = heldBack();
  const before = world.host.inspect(["hostname"], ["/root/one", "/root/two"]);
  await sleep(30);
  const after = [];
  for (const name of ["one", "two"]) {
    await world.shell(`echo yes >/root/${name}`);
    world.host.forget();
    after.push(world.host.inspect(["paths"], ["/root/one", "/root/two"]));
    await sleep(30);
  }
  release();
  await before;
  for (const { paths } of await Promise.all(after)) {
    expect(paths.get("/root/two")).toMatchObject({ type: "regular file" });
  }
  expect(scripts).toHaveBeenCalledTimes(2);
  scripts.mockRestore();
});

test("a reading that takes long is not waited for", async () => {
  world.host.forget();
  const { scripts, release } = heldBack();
  const slow = world.host.inspect(["hostname"]);
  await sleep(30);
  world.host.forget();
  expect((await world.host.inspect(["pools"])).pools.size).toBe(1);
  release();
  await slow;
  scripts.mockRestore();
});

/** The next script is not sent before it is released. */
function heldBack() {
  const script = world.host.shell.script.bind(world.host.shell);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const scripts = jest
    .spyOn(world.host.shell, "script")
    .mockImplementationOnce(async (...args) => held.then(() => script(...args)));
  return { scripts, release };
}

test("what could not be read is asked for again by the next who wants it", async () => {
  world.host.forget();
  const scripts = jest.spyOn(world.host.shell, "script").mockRejectedValueOnce(new Error("broken"));
  await expect(world.host.inspect(["pools"])).rejects.toThrow("broken");
  expect((await world.host.inspect(["pools"])).pools.size).toBe(1);
  scripts.mockRestore();
});

test("a host that cannot be used is not asked again for each resource, until something is tried anew", async () => {
  world.host.forget();
  const broken = new ConnectionError("no route");
  const scripts = jest.spyOn(world.host.shell, "script").mockRejectedValueOnce(broken);
  await expect(world.host.inspect(["pools"])).rejects.toBe(broken);
  await expect(world.host.inspect(["storages"], ["/etc/hosts"])).rejects.toBe(broken);
  expect(scripts).toHaveBeenCalledTimes(1);
  world.host.forget();
  expect((await world.host.inspect(["pools"])).pools.size).toBe(1);
  scripts.mockRestore();
});

test("after the connections are given up it is found out anew whether this is the node", async () => {
  world.host.reconnect();
  const scripts = jest.spyOn(world.host.shell, "script");
  await world.host.inspect(["pools"]);
  expect(scripts.mock.calls[0]?.[0]).toContain("print_node\n");
  world.host.forget();
  await world.host.inspect(["pools"]);
  expect(scripts.mock.calls[1]?.[0]).not.toContain("print_node");
  scripts.mockRestore();
});

test("the first reading waits for those who are expected, however late they ask", async () => {
  const scripts = jest.fn<Promise<string>, [string]>().mockRejectedValue(new Error("asked"));
  let arrive: () => void = () => undefined;
  const gathered = new Promise<void>((resolve) => (arrive = resolve));
  const shell = { ...world.host.shell, script: scripts };
  const reader = openNodeReader(
    shell,
    "phoenix",
    { common: "", features: {} },
    { names: [], gathered },
  );
  const early = reader.read(["pools"], []);
  await sleep(50);
  const late = reader.read(["containers"], ["/late"]);
  expect(scripts).not.toHaveBeenCalled();
  arrive();
  await Promise.allSettled([early, late]);
  expect(scripts).toHaveBeenCalledTimes(1);
  expect(scripts.mock.calls[0]?.[0]).toContain("print_paths /late");
});
