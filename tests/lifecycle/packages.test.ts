import { Resource, World } from "./world";

const spec = (...names: string[]) => ({
  packages: Object.fromEntries(names.map((name) => [name, "installed"])),
});

let world: World;
let packages: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  packages = new Resource(world, "packages", spec("jq", "tree"));
});
afterEach(() => world.close());

const status = (name: string) =>
  world.shell(`dpkg-query -W -f '\${db:Status-Status}' ${name} 2>/dev/null || true`);
/** What the host was told to do, in order. */
const done = (from: number) =>
  world.embedded.journal
    .entries()
    .slice(from)
    .map(({ what }) => what.replace(/ -.*/, ""));

test("packages are installed, with lists that are fetched because there are none yet, though an archive refuses", async () => {
  const before = world.mutations;
  expect(await packages.up()).toBe("created");
  expect([await status("jq"), await status("tree")]).toEqual(["installed", "installed"]);
  expect(done(before)).toEqual(["apt-get update", "apt-get install"]);
});

test("lists that have the package are not fetched again", async () => {
  await packages.up();
  packages.inputs = spec("jq", "tree", "htop");
  const before = world.mutations;
  expect(await packages.up()).toBe("updated");
  expect(done(before)).toEqual(["apt-get install"]);
});

test("a second up, and one after a lost state, change nothing", async () => {
  await packages.up();
  const before = world.mutations;
  expect(await packages.up()).toBe("unchanged");
  packages.forget();
  expect(await packages.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("a package that is taken out stays installed", async () => {
  await packages.up();
  packages.inputs = spec("tree");
  await packages.up();
  await packages.delete();
  await packages.delete();
  expect([await status("jq"), await status("tree")]).toEqual(["installed", "installed"]);
});

test("a package that no archive has is told, and so is the archive that refused", async () => {
  packages.inputs = spec("jq", "no-such-package");
  await expect(packages.up()).rejects.toThrow(
    /401 {2}Unauthorized[^]*Unable to locate package no-such-package/,
  );
  expect(await status("jq")).not.toBe("installed");
});

test("what a killed dpkg has begun is ended first", async () => {
  await world.shell("mkdir -p /var/lib/dpkg/updates && touch /var/lib/dpkg/updates/0001");
  await expect(world.shell("apt-get install -y jq")).rejects.toThrow(/dpkg was interrupted/);
  expect(await packages.up()).toBe("created");
  expect(await status("jq")).toBe("installed");
});

test("what a killed dpkg was unpacking is installed anew", async () => {
  await world.shell("apt-get update -qq; apt-get install -y tree");
  await world.shell(
    "sed -i '/^Package: tree$/,/^$/s/^Status: .*/Status: install reinstreq half-configured/' /var/lib/dpkg/status",
  );
  await expect(world.shell("dpkg --configure -a")).rejects.toThrow(/very bad inconsistent state/);
  await expect(world.shell("apt-get install -y tree")).rejects.toThrow(/Sub-process/);
  expect(await packages.up()).toBe("created");
  expect([await status("jq"), await status("tree")]).toEqual(["installed", "installed"]);
});

test("another process that changes packages is waited for", async () => {
  const lock = "/var/lib/dpkg/lock-frontend";
  await world.shell(`echo '4711 (unattended-upgr)' > ${lock}`);
  const up = packages.up();
  while (!(console.log as jest.Mock).mock.calls.flat().join("").includes("waits for a lock")) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await status("jq")).not.toBe("installed");
  await world.embedded.exec(`: > ${lock}`);
  expect(await up).toBe("created");
});

test("a connection that breaks while packages are installed is no reason to stop", async () => {
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /apt-install/, drop: true, notify: cut });
  expect(await packages.up()).toBe("created");
  expect(cut).toHaveBeenCalledTimes(1);
});

test.each(["JQ", "jq=1.7", "-y", "jq; reboot", "../x.deb"])("%s is no package", async (name) => {
  await expect(new Resource(world, "packages", spec(name)).preview()).rejects.toThrow(/packages/);
});
