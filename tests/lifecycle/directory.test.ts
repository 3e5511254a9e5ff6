import { Resource, World } from "./world";

const path = "/srv/shared/models";
const spec = { path, owner: "100000:100000", mode: "0775" };

let world: World;
let directory: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  directory = new Resource(world, "directory", spec);
});
afterEach(() => world.close());

const stat = () => world.shell(`stat -c '%F %u:%g %a' ${path}`);

test("a folder is made with its owner and permissions, and those above it are root's", async () => {
  expect(await directory.up()).toBe("created");
  expect(await stat()).toBe("directory 100000:100000 775\n");
  expect(await world.shell("stat -c '%U:%G %a' /srv/shared")).toBe("root:root 755\n");
});

test("a second up, and one after a lost state, change nothing", async () => {
  await directory.up();
  const before = world.mutations;
  expect(await directory.up()).toBe("unchanged");
  directory.forget();
  expect(await directory.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("bits for the user's and the group's id that are not declared are taken away", async () => {
  await world.shell(`mkdir -p ${path} && chmod 6775 ${path} && chmod 0775 ${path}`);
  expect(await stat()).toMatch(/ 6775$/m);
  expect(await directory.up()).toBe("created");
  expect(await stat()).toMatch(/ 775$/m);
});

test("a folder that is there is taken over with what lies in it, whose owners stay", async () => {
  await world.shell(`mkdir -p ${path}/a && chmod 700 ${path} && chown 33:33 ${path}/a`);
  expect(await directory.up()).toBe("created");
  expect(await stat()).toBe("directory 100000:100000 775\n");
  expect(await world.shell(`stat -c %u:%g ${path}/a`)).toBe("33:33\n");
});

test("an owner is declared by name, by number or half and half, and permissions may be left alone", async () => {
  await world.shell(`mkdir -p ${path} && chmod 2711 ${path}`);
  directory.inputs = { path, owner: "www-data:100033" };
  expect(await directory.up()).toBe("created");
  expect(await stat()).toBe("directory 33:100033 2711\n");
  expect(await directory.up()).toBe("unchanged");
});

test("a folder is gone: it is made again", async () => {
  await directory.up();
  await world.shell(`rmdir ${path}`);
  expect((await directory.preview()).action).toBe("create");
  expect(await directory.up()).toBe("created");
  expect(await stat()).toBe("directory 100000:100000 775\n");
});

test("it is made whole after an end between two steps", async () => {
  await world.shell(`mkdir -p ${path}`);
  expect(await directory.up()).toBe("created");
  expect(await stat()).toBe("directory 100000:100000 775\n");
});

test.each([
  [`mkdir -p /srv/shared && echo x > ${path}`, /is a regular file on the node/],
  [`mkdir -p /srv/shared && ln -s /root ${path}`, /is a symbolic link on the node/],
])("what is no folder is refused and stays: %s", async (command, message) => {
  await world.shell(command);
  const before = world.mutations;
  await expect(directory.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("taken out, an empty folder of ours is removed, and that may be repeated", async () => {
  await directory.up();
  await directory.delete();
  await expect(stat()).rejects.toThrow(/No such file/);
  const before = world.mutations;
  await directory.delete();
  expect(world.mutations).toBe(before);
});

test("taken out, a folder that holds something stays, and that is told", async () => {
  const log = jest.spyOn(console, "log").mockImplementation();
  await directory.up();
  await world.shell(`touch ${path}/kept`);
  await directory.delete();
  expect(await world.shell(`ls ${path}`)).toBe("kept\n");
  expect(log.mock.calls.join("\n")).toMatch(/directory \/srv\/shared\/models: stays: .*not empty/);
});

test("taken out, a folder that was there before us stays", async () => {
  await world.shell(`mkdir -p ${path}`);
  await directory.up();
  await directory.delete();
  expect(await stat()).toMatch(/^directory/);
});

test.each([
  [{ ...spec, path: "/srv/../etc" }, /path/],
  [{ ...spec, path: "/proc/x" }, /must not lie in/],
  [{ ...spec, path: "/srv/a b" }, /path/],
  [{ ...spec, owner: "root" }, /owner/],
  [{ ...spec, owner: "root:root; reboot" }, /owner/],
  [{ ...spec, owner: "-1:0" }, /owner/],
  [{ ...spec, mode: "u+s" }, /mode/],
])("what is declared wrongly is refused by name: %j", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "directory", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("a user whom the node does not know is named in the message", async () => {
  directory.inputs = { ...spec, owner: "nosuch:nosuch" };
  await expect(directory.up()).rejects.toThrow(/chown.*invalid user: .?nosuch/s);
});
