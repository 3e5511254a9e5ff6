import { Resource, World } from "../lifecycle/world";

const shares = {
  data: { path: "/srv/data", "valid users": "ann", "read only": "no" },
  iso: { path: "/srv/iso", "valid users": "ann bob" },
};
const spec = {
  package: "installed",
  enabled: { "smbd.service": "enabled", "nmbd.service": "enabled" },
  active: { "smbd.service": "active", "nmbd.service": "active" },
  included: "once",
  global: { workgroup: "HOME" },
  shares,
};
const user = (name: string) => ({ name, password: "of the stack", enabled: true });

let world: World;
let samba: Resource;
let ann: Resource;
let bob: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  world.settings.sambaPasswords.set("ann", "correct horse").set("bob", "battery staple");
  await world.shell(
    "useradd ann; useradd bob; mkdir -p /srv/data /srv/iso; chown ann /srv/data; echo image > /srv/iso/debian.iso",
  );
  samba = new Resource(world, "samba", spec);
  ann = new Resource(world, "sambauser", user("ann"));
  bob = new Resource(world, "sambauser", user("bob"));
});
afterEach(() => world.close());

const upAll = async () => [await samba.up(), await ann.up(), await bob.up()];

/** What smbclient, as somebody in the network, gets of a share. */
const client = (share: string, login: string, commands: string) =>
  world.shell(`cd /root && smbclient '//10.0.0.13/${share}' -U '${login}' -c '${commands}' 2>&1`);
const refusal = (share: string, login: string) =>
  world.shell(
    `smbclient '//10.0.0.13/${share}' -U '${login}' -c ls 2>&1 | grep -o 'NT_STATUS_[A-Z_]*'`,
  );

test("a machine without a server gets one, and a share lets in whom it is declared for, with the stack's password", async () => {
  await world.shell("apt-get purge -y samba && rm -f /etc/samba/smb.conf");
  expect(await upAll()).toEqual(["created", "created", "created"]);
  await world.shell("echo written > /root/file");
  await client("data", "ann%correct horse", "put file");
  expect(await world.shell("stat -c %U /srv/data/file; cat /srv/data/file")).toBe("ann\nwritten\n");
  await client("iso", "bob%battery staple", "get debian.iso");
  expect(await world.shell("cat /root/debian.iso")).toBe("image\n");
  expect(await refusal("data", "ann%battery staple")).toBe("NT_STATUS_LOGON_FAILURE\n");
  expect(await refusal("data", "bob%battery staple")).toBe("NT_STATUS_ACCESS_DENIED\n");
  await expect(client("iso", "ann%correct horse", "put file")).rejects.toThrow();
  expect(await upAll()).toEqual(["unchanged", "unchanged", "unchanged"]);
});

test("after a lost state what is shared is adopted, and nothing is changed", async () => {
  await upAll();
  const before = world.mutations;
  for (const resource of [samba, ann, bob]) resource.forget();
  expect(await upAll()).toEqual(["created", "created", "created"]);
  expect(world.mutations).toBe(before);
});

test("another password of the stack is the one that counts, and a disabled user is let in no more", async () => {
  await upAll();
  world.settings.sambaPasswords.set("ann", "another");
  expect(await ann.up()).toBe("updated");
  expect(await refusal("data", "ann%correct horse")).toBe("NT_STATUS_LOGON_FAILURE\n");
  await client("data", "ann%another", "ls");
  await world.shell("smbpasswd -d ann");
  expect(await refusal("data", "ann%another")).toBe("NT_STATUS_ACCOUNT_DISABLED\n");
  expect(await ann.up()).toBe("updated");
  await client("data", "ann%another", "ls");
});

test("a share that is taken out is there no longer, and its files and the other shares are", async () => {
  await upAll();
  samba.inputs = { ...spec, shares: { data: shares.data } };
  expect(await samba.up()).toBe("updated");
  expect(await refusal("iso", "ann%correct horse")).toBe("NT_STATUS_BAD_NETWORK_NAME\n");
  await client("data", "ann%correct horse", "ls");
  await samba.delete();
  expect(await refusal("data", "ann%correct horse")).toBe("NT_STATUS_BAD_NETWORK_NAME\n");
  await bob.delete();
  expect(await refusal("iso", "bob%battery staple")).toMatch(/LOGON_FAILURE|BAD_NETWORK_NAME/);
  expect(await world.shell("cat /srv/iso/debian.iso")).toBe("image\n");
});
