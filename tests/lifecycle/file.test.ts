import { sha256Of } from "../../providers/file";
import { Resource, World } from "./world";

const path = "/etc/logrotate.d/phoenix";
const content = "/var/log/phoenix.log {\n  daily\n  # $(reboot) 'quoted' \"too\" é\n}\n";
const declare = (text: string, more: object = {}) => ({
  ...{ path, content: text, sha256: sha256Of(text), owner: "root:root", mode: "0640" },
  ...more,
});

let world: World;
let file: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  await world.shell("mkdir -p /etc/logrotate.d");
  file = new Resource(world, "file", declare(content));
});
afterEach(() => world.close());

test("a file is written as declared, and its content stands in no command", async () => {
  const run = jest.spyOn(world.host.shell, "run");
  expect(await file.up()).toBe("created");
  expect(await world.shell(`cat ${path}`)).toBe(content);
  expect(await world.shell(`stat -c '%U:%G %a' ${path}`)).toBe("root:root 640\n");
  expect(await world.shell("ls -A /etc/logrotate.d")).toBe("phoenix\n");
  expect(JSON.stringify(run.mock.calls.map(([argv]) => argv))).not.toContain("daily");
});

test("a second up, and one after a lost state, change nothing", async () => {
  await file.up();
  const before = world.mutations;
  expect(await file.up()).toBe("unchanged");
  file.forget();
  expect(await file.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("other content, owner and mode are set in place", async () => {
  await file.up();
  file.inputs = declare("", { owner: "root:www-data", mode: "2755" });
  expect(await file.up()).toBe("updated");
  expect(await world.shell(`stat -c '%s %U:%G %a' ${path}`)).toBe("0 root:www-data 2755\n");
  expect(await file.up()).toBe("unchanged");
});

test("many files are read by one command", async () => {
  const files = [1, 2, 3].map(
    (index) => new Resource(world, "file", declare(content, { path: `/etc/phoenix-${index}` })),
  );
  const script = jest.spyOn(world.host.shell, "script");
  await world.host.inspect();
  await Promise.all(files.map((each) => each.preview()));
  expect(script).toHaveBeenCalledTimes(2);
});

test.each([
  ["rmdir /etc/logrotate.d", /the folder \/etc\/logrotate\.d is not there/],
  [`mkdir ${path}`, /is a directory on the node/],
  [`ln -s /etc/shadow ${path}`, /is a symbolic link on the node/],
])("after %s it is refused, and nothing is changed", async (command, message) => {
  await world.shell(command);
  const before = world.mutations;
  await expect(file.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test.each([
  [{ path: "/etc/pve/storage.cfg" }, /path.*must not lie in/],
  [{ path: "/proc/sysrq-trigger" }, /path/],
  [{ path: "/sys/power/state" }, /path/],
  [{ path: "/dev/sda" }, /path/],
  [{ path: "/etc/exports.d/phoenix.exports" }, /written by another kind/],
  [{ path: "/etc/../proc/x" }, /path/],
  [{ path: "/etc/x; reboot" }, /path/],
  [{ path: "relative" }, /path/],
  [{ owner: "root:root; reboot" }, /owner/],
  [{ mode: "u+s" }, /mode/],
  [{ sha256: sha256Of("other") }, /sha256/],
])("what is declared wrongly is refused by name: %j", async (wrong, message) => {
  const before = world.mutations;
  const inputs = declare(content, wrong);
  await expect(new Resource(world, "file", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("deleting removes what we made, and may be repeated", async () => {
  await file.up();
  await file.delete();
  await expect(world.shell(`cat ${path}`)).rejects.toThrow(/No such file/);
  const before = world.mutations;
  await file.delete();
  expect(world.mutations).toBe(before);
});

test("a file that somebody changed since, or that was there before us, stays", async () => {
  await file.up();
  await world.shell(`echo more >> ${path}`);
  await file.refresh();
  await file.delete();
  expect(await world.shell(`cat ${path}`)).toBe(`${content}more\n`);
  await file.up();
  file.forget();
  await file.up();
  await file.delete();
  expect(await world.shell(`cat ${path}`)).toBe(content);
});
