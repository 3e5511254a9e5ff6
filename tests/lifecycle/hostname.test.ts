import { layerSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const spec = {
  hostname: "phoenix",
  running: "phoenix",
  fqdn: "phoenix.example.org",
  address: "10.0.0.13",
};

let world: World;
let hostname: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  hostname = new Resource(world, "hostname", spec);
});
afterEach(() => world.close());

const hosts = () => world.shell("cat /etc/hosts");

test("the node's full name is the one that is declared; a second up, and one after a lost state, change nothing", async () => {
  expect(await hostname.up()).toBe("created");
  expect(await hosts()).toBe(
    "127.0.0.1 localhost.localdomain localhost\n10.0.0.13 phoenix.example.org phoenix\n",
  );
  expect(await world.shell("hostname -f; stat -c '%a %U' /etc/hosts")).toBe(
    "phoenix.example.org\n644 root\n",
  );
  const before = world.mutations;
  expect(await hostname.up()).toBe("unchanged");
  hostname.forget();
  expect(await hostname.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("other people's lines, names and comments stay as they are", async () => {
  const others =
    "# by hand\n127.0.0.1 localhost # loopback\n::1 ip6-localhost\nfd00::13 phoenix.lan phoenix\n10.0.0.50 nas.lan nas\n";
  await world.shell(`printf '${others}127.0.1.1 phoenix.lan phoenix printer\n' > /etc/hosts`);
  await hostname.up();
  expect(await hosts()).toBe(
    others.replace("# loopback\n", "# loopback\n10.0.0.13 phoenix.example.org phoenix\n") +
      "127.0.1.1 printer\n",
  );
});

test("without a full name and an address in the declaration the hosts file is not touched", async () => {
  hostname.inputs = { hostname: "phoenix", running: "phoenix" };
  await world.shell("rm /etc/hosts");
  const before = world.mutations;
  expect(await hostname.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("without an address in the declaration the name stays where it leads to", async () => {
  hostname.inputs = { hostname: "phoenix", running: "phoenix", fqdn: "phoenix.example.org" };
  await hostname.up();
  expect(await hosts()).toContain("10.0.0.13 phoenix.example.org phoenix\n");
  await world.shell("sed -i /phoenix/d /etc/hosts");
  await expect(hostname.up()).rejects.toThrow(
    /gives phoenix no address of the node's; the node has 10\.0\.0\.13\. Declare one in network\.interfaces\.address/,
  );
});

test("the name does not lead to an address before the node has it, which is told", async () => {
  hostname.inputs = { ...spec, address: "10.0.0.99" };
  await hostname.up();
  expect(await hosts()).toContain("10.0.0.13 phoenix.example.org phoenix\n");
  expect(console.log).toHaveBeenCalledWith(
    "hostname phoenix: /etc/hosts does not lead to 10.0.0.99, because the node has 10.0.0.13",
  );
  await world.shell("sed -i s/10.0.0.13/10.0.0.99/ /etc/network/interfaces");
  expect(await hostname.preview()).toMatchObject({ action: "update", changes: ["address"] });
  await hostname.up();
  expect(await hosts()).toContain("10.0.0.99 phoenix.example.org phoenix\n");
});

const renamed = { hostname: "hydra", running: "hydra" };

test("a node that has guests is not renamed, and preview says so", async () => {
  await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(world, "container", layerSpec).up();
  hostname.inputs = renamed;
  const before = world.mutations;
  await expect(hostname.preview()).rejects.toThrow(
    /the node is called phoenix \(phoenix:node\), and network\.hostname is hydra\. A node's name cannot change once it has guests, and it has 900\. Declare phoenix\./,
  );
  expect(world.mutations).toBe(before);
});

test("a node without guests is not renamed either, and preview says what to do", async () => {
  hostname.inputs = renamed;
  await expect(hostname.up()).rejects.toThrow(
    /renames no node\. Declare phoenix, or rename the node by hand and set phoenix:node to hydra\./,
  );
});

test("after a run that died between its steps the next one goes on", async () => {
  await world.shell("echo other > /etc/hostname && hostname phoenix.lan");
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /write-file/, after: 1, drop: true, notify: cut });
  await hostname.up();
  expect(await hostname.up()).toBe("unchanged");
  expect(await world.shell("cat /etc/hostname; hostname")).toBe("phoenix\nphoenix\n");
  expect(cut).toHaveBeenCalledTimes(1);
});

test("taken out, the name stays", async () => {
  await hostname.up();
  const before = world.mutations;
  await hostname.delete();
  await hostname.delete();
  expect(world.mutations).toBe(before);
});

test.each([
  [{ ...spec, hostname: "-bad-" }, /hostname/],
  [{ ...spec, hostname: "a.b" }, /hostname/],
  [{ ...spec, fqdn: "other.example.org" }, /must begin with the host name/],
  [{ ...spec, fqdn: "phoenix.example.org evil" }, /fqdn/],
  [{ ...spec, address: "10.0.0.13\n10.0.0.14 x" }, /address/],
  [{ ...spec, address: "300.0.0.1" }, /address/],
])("a name that is declared wrongly is refused by name", async (inputs, message) => {
  await expect(new Resource(world, "hostname", inputs).preview()).rejects.toThrow(message);
});
