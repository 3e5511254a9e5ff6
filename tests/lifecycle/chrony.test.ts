import { chronyFile } from "../../host/chrony";
import { Resource, World } from "./world";

const withSources = (sources: Record<string, string>) => ({
  ...{ package: "installed", enabled: "enabled", active: "active" },
  ...{ sources, used: Object.keys(sources) },
});
const spec = withSources({
  "ntp.example.org": "server iburst",
  "10.0.0.1": "server iburst prefer",
});

let world: World;
let chrony: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  chrony = new Resource(world, "chrony", spec);
});
afterEach(() => world.close());

const used = async () =>
  (await world.shell("chronyc -c -N sources -a")).split("\n").map((line) => line.split(",")[2]);

test("the clock has the declared sources beside Debian's own, without a restart of chronyd", async () => {
  expect(await chrony.up()).toBe("created");
  expect(await world.shell(`grep -v '^#' ${chronyFile}`)).toBe(
    "server 10.0.0.1 iburst prefer\nserver ntp.example.org iburst\n",
  );
  expect(await used()).toEqual(
    expect.arrayContaining(["10.0.0.1", "ntp.example.org", "2.debian.pool.ntp.org"]),
  );
  const what = world.embedded.journal.entries().map((entry) => entry.what);
  expect(what.filter((line) => line.includes("systemctl"))).toEqual([]);
});

test("a second up, and one after a lost state, change nothing", async () => {
  await chrony.up();
  const before = world.mutations;
  expect(await chrony.up()).toBe("unchanged");
  chrony.forget();
  expect(await chrony.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("on a node without chrony it is installed, and runs", async () => {
  await world.shell("apt-get remove -y chrony");
  expect(await chrony.up()).toBe("created");
  expect(await world.shell("systemctl is-enabled chrony; systemctl is-active chrony")).toBe(
    "enabled\nactive\n",
  );
  expect(await chrony.up()).toBe("unchanged");
});

test("a source that another file names already is not named twice", async () => {
  chrony.inputs = withSources({ "2.debian.pool.ntp.org": "pool iburst" });
  const before = world.mutations;
  expect(await chrony.up()).toBe("created");
  expect(world.mutations).toBe(before);
  await chrony.delete();
  expect(world.mutations).toBe(before);
});

test("a source that another file names otherwise is refused with what to do", async () => {
  chrony.inputs = withSources({ "2.debian.pool.ntp.org": "pool iburst maxsources 2" });
  const before = world.mutations;
  await expect(chrony.preview()).rejects.toThrow(
    /\/etc\/chrony\/chrony\.conf says "pool 2\.debian\.pool\.ntp\.org iburst" already; declared is "pool 2\.debian\.pool\.ntp\.org iburst maxsources 2"\. Remove that line/,
  );
  expect(world.mutations).toBe(before);
});

test("a chronyd that does not read our folder is refused with what to do", async () => {
  await world.shell("sed -i '/^sourcedir .etc/d' /etc/chrony/chrony.conf");
  await expect(chrony.preview()).rejects.toThrow(
    /add the line "sourcedir \/etc\/chrony\/sources\.d" to \/etc\/chrony\/chrony\.conf/,
  );
});

test("a source that is taken out is used no more, and other people's are", async () => {
  await world.shell(
    "echo 'server theirs.example.org' > /etc/chrony/sources.d/theirs.sources && chronyc reload sources",
  );
  await chrony.up();
  chrony.inputs = withSources({ "10.0.0.1": "server iburst prefer" });
  expect(await chrony.up()).toBe("updated");
  expect(await used()).not.toContain("ntp.example.org");
  expect(await used()).toEqual(expect.arrayContaining(["10.0.0.1", "theirs.example.org"]));
});

test("after a run that died before chronyd was told the next one tells it", async () => {
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /chronyc reload/, drop: true, notify: cut });
  await chrony.up();
  expect(await used()).toContain("ntp.example.org");
  expect(await chrony.up()).toBe("unchanged");
  expect(cut).toHaveBeenCalledTimes(1);
});

test("a source that a run took out before it died is used no more after the next one", async () => {
  await chrony.up();
  chrony.inputs = withSources({ "10.0.0.1": "server iburst prefer" });
  await world.shell(`sed -i '/ntp.example.org/d' ${chronyFile}`);
  const { action, changes } = await chrony.preview();
  expect([action, changes]).toEqual(["update", ["used"]]);
  expect(await chrony.up()).toBe("updated");
  expect(await used()).not.toContain("ntp.example.org");
  expect(await chrony.up()).toBe("unchanged");
});

test.each([
  "mkdir -p /run/chrony-dhcp && echo 'server ntp.example.org' > /run/chrony-dhcp/eth0.sources",
  "echo 'server ntp.example.org' > /etc/chrony/sources.d/theirs.sources",
])("a source that is taken out stays in use where another file names it: %s", async (command) => {
  await chrony.up();
  await world.shell(`${command}; chronyc reload sources`);
  chrony.inputs = withSources({ "10.0.0.1": "server iburst prefer" });
  await chrony.up();
  expect(await used()).toContain("ntp.example.org");
  expect(await chrony.up()).toBe("unchanged");
});

test("deleting takes our sources away and nothing else, and may be repeated", async () => {
  await chrony.up();
  await chrony.delete();
  expect(await used()).not.toContain("10.0.0.1");
  expect(await world.shell("ls /etc/chrony/sources.d; systemctl is-active chrony")).toBe(
    "README\nactive\n",
  );
  const before = world.mutations;
  await chrony.delete();
  expect(world.mutations).toBe(before);
});

test("a file that was there before us stays when it is let go", async () => {
  await chrony.up();
  chrony.forget();
  await chrony.up();
  await chrony.delete();
  expect(await used()).toContain("10.0.0.1");
});

test.each([
  [withSources({ "a b": "server" }), /sources/],
  [withSources({ a: "include /etc/shadow" }), /sources/],
  [withSources({ a: "server iburst\nbindaddress 0.0.0.0" }), /sources/],
  [{ ...spec, active: "inactive" }, /active/],
])("what is declared wrongly is refused by name", async (inputs, message) => {
  await expect(new Resource(world, "chrony", inputs).preview()).rejects.toThrow(message);
});
