import { Resource, World } from "./world";

const secret = "correct horse 'battery\" é $(reboot)";
const spec = { name: "backup", password: "of the stack", enabled: true };

let world: World;
let user: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  world.settings.sambaPasswords.set("backup", secret);
  await world.shell("apt-get update; apt-get install -y samba");
  user = new Resource(world, "sambauser", spec);
});
afterEach(() => world.close());

const entry = async () => (await world.shell("pdbedit -L -w")).split("\n")[0] ?? "";
const type = (password: string) => `printf '${password}\\n${password}\\n' | smbpasswd -s backup`;

test("a user is made with the password of the stack", async () => {
  expect(await user.up()).toBe("created");
  const [name, , , hash, flags] = (await entry()).split(":");
  expect([name, flags]).toEqual(["backup", "[U          ]"]);
  await world.shell("smbpasswd -x backup");
  world.settings.sambaPasswords.set("backup", "other");
  await user.up();
  expect((await entry()).split(":")[3]).not.toBe(hash);
});

test("the password is in no command, no state, no message, and the node sends no hash of Samba's", async () => {
  const log = jest.spyOn(console, "log").mockImplementation();
  const run = jest.spyOn(world.host.shell, "run");
  await user.up();
  const hash = (await entry()).split(":")[3] ?? "";
  await world.shell("smbpasswd -d backup");
  await user.preview();
  const commands = run.mock.calls.map(([argv]) => argv);
  const script = jest.spyOn(world.host.shell, "script");
  world.host.forget();
  await world.host.inspect();
  const printed = (await script.mock.results[0]?.value) as string;
  expect(printed).toContain("backup:[DU");
  const everything = [
    commands,
    user.outputs,
    log.mock.calls,
    world.embedded.journal.entries(),
    printed,
  ];
  for (const each of everything) {
    expect(JSON.stringify(each)).not.toContain("battery");
    expect(JSON.stringify(each)).not.toContain(hash);
  }
});

test("a password that smbpasswd refuses is in no message", async () => {
  const error = await new Resource(world, "sambauser", { ...spec, name: "nosuch", declared: true })
    .up()
    .catch((reason: unknown) => reason as Error);
  expect(String(error)).toMatch(/no password for this user/);
  world.settings.sambaPasswords.set("nosuch", secret);
  await expect(
    new Resource(world, "sambauser", { ...spec, name: "nosuch", declared: true }).up(),
  ).rejects.toThrow(/^(?!.*battery).*no Linux user nosuch on the node/s);
});

test("a second up, and one after a lost state, change nothing", async () => {
  await user.up();
  const before = world.mutations;
  expect(await user.up()).toBe("unchanged");
  user.forget();
  expect(await user.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("another secret is another password", async () => {
  await user.up();
  world.settings.sambaPasswords.set("backup", "another");
  expect(await user.preview()).toMatchObject({ action: "update", changes: ["password"] });
  expect(await user.up()).toBe("updated");
  expect(await user.up()).toBe("unchanged");
});

test("a user who is there is taken over, and gets the password of the stack", async () => {
  await world.shell("printf 'x\\nx\\n' | smbpasswd -s -a backup");
  expect(await user.up()).toBe("created");
  const before = await entry();
  await world.shell(type("x"));
  expect(await entry()).not.toBe(before);
});

test("without a password of the stack, a user who is there keeps his own, and one who is not is refused", async () => {
  world.settings.sambaPasswords.clear();
  const before = world.mutations;
  await expect(user.preview()).rejects.toThrow(
    /no password for this user\. Set it: pulumi config set --secret --path 'phoenix:sambaPasswords\.backup'/,
  );
  expect(world.mutations).toBe(before);
  await world.shell("printf 'x\\nx\\n' | smbpasswd -s -a backup");
  const kept = await entry();
  expect(await user.up()).toBe("created");
  expect(await entry()).toBe(kept);
});

test("a user who is no Linux user is refused in preview, unless this stack makes him", async () => {
  world.settings.sambaPasswords.set("guest1", "x");
  const inputs = { ...spec, name: "guest1" };
  const before = world.mutations;
  await expect(new Resource(world, "sambauser", inputs).preview()).rejects.toThrow(
    /there is no Linux user guest1 on the node\. Declare it in users, or make it/,
  );
  expect(world.mutations).toBe(before);
  const declared = new Resource(world, "sambauser", { ...inputs, declared: true });
  expect((await declared.preview()).action).toBe("create");
  await world.shell("useradd guest1");
  expect(await declared.up()).toBe("created");
});

test("deleting takes a user whom we made, may be repeated, and leaves the Linux user", async () => {
  await user.up();
  await user.delete();
  expect(await world.shell("pdbedit -L")).toBe("");
  expect(await world.shell("id -un backup")).toBe("backup\n");
  const before = world.mutations;
  await user.delete();
  expect(world.mutations).toBe(before);
});

test("a user who was there before this stack stays when he is let go", async () => {
  await world.shell("printf 'x\\nx\\n' | smbpasswd -s -a backup");
  await user.up();
  await user.delete();
  expect(await entry()).toMatch(/^backup:/);
});

test.each([
  [{ ...spec, name: "root; reboot" }, /name/],
  [{ ...spec, name: "-x" }, /name/],
  [{ ...spec, password: "in clear text" }, /password/],
  [{ ...spec, enabled: false }, /enabled/],
])("what is declared wrongly is refused by name (%#)", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "sambauser", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
