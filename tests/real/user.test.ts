import { fullUser, keyed } from "../lifecycle/user-spec";
import { Resource, World } from "../lifecycle/world";

let world: World;
let user: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  await world.shell("ssh-keygen -q -t ed25519 -N '' -C ann -f /root/ann");
  const { pve: _, acl: __, ...linux } = fullUser();
  const key = (await world.shell("cat /root/ann.pub")).trim();
  user = new Resource(world, "user", { ...linux, keys: keyed(key) });
});
afterEach(() => world.close());

/** As the user, who logs in with the key. */
const login = (command: string) =>
  world.shell(
    `ssh -q -i /root/ann -o BatchMode=yes -o StrictHostKeyChecking=no ann@127.0.0.1 ${command}`,
  );

test("a user logs in with the key, is in the groups and may use sudo, until that is withdrawn", async () => {
  expect(await user.up()).toBe("created");
  expect((await login("'pwd; id -nG'")).split(/\s+/)).toEqual(
    expect.arrayContaining(["/home/ann", "ann", "backup", "staff"]),
  );
  expect(await world.shell("sudo -l -U ann")).toMatch(/^ +\(ALL : ALL\) ALL$/m);
  expect(await user.up()).toBe("unchanged");
  await user.delete();
  await expect(login("true")).rejects.toThrow(/exit 255/);
  expect(await world.shell("sudo -l -U ann")).toMatch(/not allowed to run sudo/);
  expect(await world.shell("id -nG ann; ls -d /home/ann")).toContain("staff");
});

test("a rule that sudo cannot read is put right", async () => {
  await user.up();
  await world.shell(
    "echo 'nonsense' > /etc/sudoers.d/phoenix-ann; chmod 440 /etc/sudoers.d/phoenix-ann",
  );
  expect((await user.preview()).changes).toEqual(["sudo"]);
  await user.up();
  expect(await world.shell("visudo -c 2>&1")).toContain("/etc/sudoers.d/phoenix-ann: parsed OK");
});
