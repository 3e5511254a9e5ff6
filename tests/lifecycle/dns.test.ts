import { Resource, World } from "./world";

let world: World;
let dns: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  dns = new Resource(world, "dns", { search: "example.test", servers: ["10.0.0.2", "10.0.0.3"] });
});
afterEach(() => world.close());

const file = () => world.shell("cat /etc/resolv.conf");

test("domain and servers are set, and lines of other kinds stay", async () => {
  await world.shell("echo 'options timeout:1' >> /etc/resolv.conf");
  await dns.up();
  expect(await file()).toBe(
    "search example.test\nnameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:1\n",
  );
  expect(await dns.up()).toBe("unchanged");
});

test("what is right already is adopted, and nothing is written", async () => {
  dns.inputs = { search: "lan", servers: ["10.0.0.1", "10.0.0.1"] };
  const before = world.mutations;
  await dns.up();
  expect(await dns.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("what is not declared stays as it is", async () => {
  dns.inputs = { servers: ["10.0.0.9"] };
  await dns.up();
  expect(await file()).toBe("search lan\nnameserver 10.0.0.9\n");
  dns.inputs = { search: "other.test" };
  await dns.up();
  expect(await file()).toBe("search other.test\nnameserver 10.0.0.9\n");
});

test("a resolver without a domain keeps having none", async () => {
  await world.shell("echo 'nameserver 10.0.0.1' > /etc/resolv.conf");
  dns.inputs = { servers: ["10.0.0.9"] };
  await dns.up();
  expect(await file()).toBe("nameserver 10.0.0.9\n");
});

test("a file that is gone is written again, and deleting the resource leaves it", async () => {
  await dns.up();
  await world.shell("rm /etc/resolv.conf");
  expect(await dns.up()).toBe("updated");
  const before = await file();
  await dns.delete();
  await dns.delete();
  expect(await file()).toBe(before);
});

test("an answer that got lost is no reason to fail", async () => {
  world.embedded.faults.onRequest({ method: "PUT", path: /\/dns$/, drop: "after" });
  await dns.up();
  expect(await file()).toContain("nameserver 10.0.0.3\n");
});

test.each([
  [{ search: "a b" }, /search/],
  [{ search: "x\nnameserver 1.2.3.4" }, /search/],
  [{ servers: [] }, /servers/],
  [{ servers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] }, /servers/],
  [{ servers: ["ns.example.test"] }, /servers\.0/],
])("what is declared wrongly is refused by name", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "dns", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
