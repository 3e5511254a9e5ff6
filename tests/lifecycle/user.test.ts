import { Resource, World } from "./world";
import { configurationWith, fullUser, hash, keyed, keys } from "./user-spec";
import { passwordSumOf } from "../../providers/user/declared";

const sudoers = "/etc/sudoers.d/phoenix-ann";
const keyFile = "/home/ann/.ssh/authorized_keys";
const plain = {
  name: "ann",
  shell: "/bin/bash",
  home: "/home/ann",
  homeFolder: "present",
  sudo: "none",
};

let world: World;
let user: Resource;
let log: jest.SpyInstance;

beforeEach(async () => {
  log = jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  user = new Resource(world, "user", fullUser());
});
afterEach(() => world.close());

const said = () => log.mock.calls.map(([line]) => String(line)).join("\n");

test("a user is made with home, shell, groups, password, sudo, keys and rights in Proxmox VE", async () => {
  expect(await user.up()).toBe("created");
  expect(await world.shell("getent passwd ann")).toMatch(
    /^ann:x:1000:1000:.*:\/home\/ann:\/bin\/bash\n$/,
  );
  expect(await world.shell("id -Gn ann")).toBe("ann backup staff\n");
  expect(await world.shell("grep ^ann: /etc/shadow")).toContain(`ann:${hash}:`);
  expect(await world.shell(`grep -v '^#' ${sudoers}`)).toBe("ann ALL=(ALL:ALL) ALL\n");
  expect(await world.shell(`stat -c '%a %U:%G' ${sudoers}`)).toBe("440 root:root\n");
  expect(await world.shell("visudo -c")).toContain(`${sudoers}: parsed OK`);
  expect(await world.shell(`cat ${keyFile}`)).toBe(`${keys.laptop}\n${keys.desk}\n`);
  expect(await world.shell("stat -c '%a %U:%G' /home/ann /home/ann/.ssh")).toBe(
    "750 ann:ann\n700 ann:ann\n",
  );
  expect(await world.shell(`stat -c '%a %U:%G' ${keyFile}`)).toBe("600 ann:ann\n");
  const acl = JSON.parse(await world.shell("pveum acl list --output-format json")) as unknown;
  expect(acl).toEqual([
    { path: "/", propagate: 1, roleid: "PVEAuditor", type: "user", ugid: "ann@pam" },
    { path: "/vms/950", propagate: 0, roleid: "PVEVMUser", type: "user", ugid: "ann@pam" },
  ]);
});

test("the hash of the password stands in no input, output, command line or message", async () => {
  await user.up();
  await world.shell(`printf 'ann:$6$other$hash\\n' | chpasswd -e`);
  const preview = await user.preview();
  await user.up();
  const seen = JSON.stringify([
    user.inputs,
    user.outputs,
    preview,
    world.embedded.journal.entries(),
  ]);
  expect(seen + said()).not.toContain("$6$");
  expect(await world.shell("grep ^ann: /etc/shadow")).toContain(`ann:${hash}:`);
});

test("a second up, and one after a lost state, change nothing", async () => {
  await user.up();
  const before = world.mutations;
  expect(await user.up()).toBe("unchanged");
  user.forget();
  expect(await user.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("a user who is there is adopted, and only what differs is changed", async () => {
  await world.shell("useradd -m -s /bin/bash ann && pveum user add ann@pam");
  user.inputs = { ...plain, pve: "enabled", acl: ["/ PVEAuditor"] };
  const before = world.mutations;
  expect(await user.up()).toBe("created");
  const made = world.embedded.journal.entries().slice(before);
  expect(made.map(({ what }) => what)).toEqual([
    "PUT /access/acl by root@pam",
    "pveum acl modify / --users ann@pam --roles PVEAuditor --propagate 1",
  ]);
});

test("a group of the user's name is taken as the user's own", async () => {
  await world.shell("groupadd ann");
  await user.up();
  expect(await world.shell("id -gn ann")).toBe("ann\n");
});

test("what is not declared is left alone: password, groups, keys and rights", async () => {
  await world.shell(
    "useradd -m -s /bin/bash -G staff ann && pveum user add ann@pam && " +
      "pveum acl modify / --users ann@pam --roles PVEAdmin && printf 'ann:$6$x$y\\n' | chpasswd -e",
  );
  user.inputs = plain;
  await user.up();
  expect(await user.up()).toBe("unchanged");
  expect(await world.shell("id -Gn ann; grep ^ann: /etc/shadow; pveum acl list")).toMatch(
    /staff[^]*\$6\$x\$y[^]*PVEAdmin/,
  );
});

test("other people's keys, comments, rules of sudo and rights are left alone, and the keys are named", async () => {
  await user.up();
  await world.shell(
    `printf '# mine\\n\\n${keys.theirs}\\n' >> ${keyFile} && ` +
      "echo 'bob ALL=(ALL) ALL' > /etc/sudoers.d/bob && chmod 440 /etc/sudoers.d/bob && " +
      "pveum user add bob@pve && pveum group add ops && pveum user modify ann@pam --groups ops && " +
      "pveum acl modify / --users bob@pve --groups ops --roles PVEAuditor && " +
      "pveum user token add ann@pam t1 && pveum acl modify / --tokens 'ann@pam!t1' --roles PVEAuditor",
  );
  const before = world.mutations;
  expect(await user.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
  expect(said()).toMatch(
    /user ann: may log in with keys that are not declared.*SHA256:\S+ bob@elsewhere/,
  );
  user.inputs = { ...fullUser(), keys: keyed(keys.desk), acl: [] };
  expect(await user.up()).toBe("updated");
  expect(await world.shell(`cat ${keyFile}`)).toBe(`${keys.desk}\n# mine\n\n${keys.theirs}\n`);
  const acl = JSON.parse(await world.shell("pveum acl list --output-format json")) as object[];
  expect(acl).toHaveLength(3);
});

test("where the keys are declared to be all, others are taken out", async () => {
  await user.up();
  await world.shell(`echo '${keys.theirs}' >> ${keyFile}`);
  user.inputs = { ...fullUser(), exclusiveKeys: true };
  expect(await user.preview()).toMatchObject({ action: "update" });
  expect(await user.up()).toBe("updated");
  expect(await world.shell(`cat ${keyFile}`)).toBe(`${keys.laptop}\n${keys.desk}\n`);
  expect(await user.up()).toBe("unchanged");
});

test("a key with another comment is the same key, one with other options is not", async () => {
  await user.up();
  const [type, blob] = keys.laptop.split(" ");
  user.inputs = { ...fullUser(), keys: keyed(`${type} ${blob} renamed`, keys.desk) };
  const before = world.mutations;
  await user.up();
  expect(world.mutations).toBe(before);
  user.inputs = { ...fullUser(), keys: keyed(`from="10.0.0.0/24" ${keys.laptop}`, keys.desk) };
  expect(await user.up()).toBe("updated");
  expect(await world.shell(`cat ${keyFile}`)).toBe(
    `from="10.0.0.0/24" ${keys.laptop}\n${keys.desk}\n`,
  );
});

test("what is taken out of the declaration is withdrawn: keys, sudo, rights", async () => {
  await user.up();
  user.inputs = plain;
  expect(await user.up()).toBe("updated");
  expect(await world.shell(`cat ${keyFile}; ls /etc/sudoers.d`)).toBe("README\n");
  expect(await world.shell("pveum acl list --output-format json")).toBe("[]\n");
  expect(await world.shell("pveum user list --output-format json")).toContain("ann@pam");
  expect(await user.up()).toBe("unchanged");
});

test("a user who is taken out keeps account, home and password, without what was granted", async () => {
  await user.up();
  await user.delete();
  expect(await world.shell("id -Gn ann; ls -d /home/ann; grep ^ann: /etc/shadow")).toMatch(
    /^ann backup staff\n\/home\/ann\nann:\$6\$/,
  );
  expect(await world.shell(`cat ${keyFile}; ls /etc/sudoers.d`)).toBe("README\n");
  expect(await world.shell("pveum acl list --output-format json")).toBe("[]\n");
  expect(said()).toContain("the account stays, with its home /home/ann");
  const before = world.mutations;
  await user.delete();
  expect(world.mutations).toBe(before);
});

test("a user who was there before us keeps everything when let go", async () => {
  await user.up();
  user.forget();
  await user.up();
  const before = world.mutations;
  await user.delete();
  expect(world.mutations).toBe(before);
});

test("a user who was deleted by hand is made again, with the home that is still there", async () => {
  await user.up();
  await world.shell("echo work > /home/ann/notes && userdel ann");
  expect(await user.preview()).toMatchObject({ action: "create" });
  expect(await user.up()).toBe("created");
  expect(await world.shell("cat /home/ann/notes")).toBe("work\n");
  expect(await user.up()).toBe("unchanged");
});

test.each(["useradd", "groupadd", "chpasswd", "write-sudoers", "pveum user add", "pveum acl"])(
  "a connection that breaks at %s leaves nothing half done",
  async (command) => {
    world.embedded.faults.onCommand({ command: new RegExp(command), drop: true });
    expect(await user.up()).toBe("created");
    expect(await user.up()).toBe("unchanged");
  },
);

test.each([
  ["ln -s /etc /home/ann/.ssh", /\/home\/ann\/\.ssh is a symbolic link/],
  [
    "mkdir /home/ann/.ssh && ln -s /etc/shadow /home/ann/.ssh/authorized_keys",
    /authorized_keys is a symbolic link/,
  ],
  ["mkdir -p /etc/sudoers.d/phoenix-ann", /phoenix-ann is a directory/],
  [
    "apt-get update -qq; apt-get install -y sudo && sed -i /includedir/d /etc/sudoers",
    /does not say "@includedir/,
  ],
])("after %s nothing is changed, and it is said why", async (command, message) => {
  await world.shell(`useradd -m ann && ${command}`);
  const before = world.mutations;
  await expect(user.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test.each([
  [{ shell: "/bin/nosuch" }, /\/bin\/nosuch is not on the node/],
  [{ acl: ["/ NoSuchRole"] }, /there is no role NoSuchRole/],
  [{ home: "/etc/hostname" }, /\/etc\/hostname is a regular file/],
])("what cannot be is refused in preview: %j", async (change, message) => {
  user.inputs = { ...fullUser(), ...change };
  const before = world.mutations;
  await expect(user.preview()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("another name of root is left alone", async () => {
  await world.shell("echo 'ann:x:0:0::/home/ann:/bin/bash' >> /etc/passwd");
  await expect(user.preview()).rejects.toThrow(/another name of root/);
});

test("a role that was made on the node may be granted", async () => {
  await world.shell("pveum role add Watcher --privs VM.Audit");
  user.inputs = { ...fullUser(), acl: ["/ Watcher"] };
  expect(await user.up()).toBe("created");
  expect(await user.up()).toBe("unchanged");
});

test("a hash that the configuration no longer says is told without being shown", async () => {
  user.inputs = { ...fullUser(), configuration: configurationWith("$6$changed$meanwhile1") };
  await expect(user.up()).rejects.toThrow(/password_hash in .* is not what was declared/);
});

test("a changed password is set", async () => {
  await user.up();
  const next = "$y$j9T$newsalt$newhashnewhash";
  user.inputs = {
    ...fullUser(),
    password: passwordSumOf("ann", next),
    configuration: configurationWith(next),
  };
  expect((await user.preview()).changes).toContain("password");
  expect(await user.up()).toBe("updated");
  expect(await world.shell("grep ^ann: /etc/shadow")).toContain(`ann:${next}:`);
});

test.each([
  [{ name: "root" }, /name/],
  [{ name: "a b" }, /name/],
  [{ name: "ann;reboot" }, /name/],
  [{ name: "-r" }, /name/],
  [{ home: "/home/../etc" }, /home/],
  [{ shell: "/bin/bash -c id" }, /shell/],
  [{ groups: ["$(id)"] }, /groups/],
  [{ keys: { x: keys.desk } }, /keys/],
  [{ keys: { [Object.keys(keyed(keys.desk))[0] ?? ""]: `${keys.desk}\n${keys.theirs}` } }, /keys/],
  [{ acl: ["/vms;id PVEAuditor"] }, /acl/],
  [{ acl: ["/vms PVEAuditor --propagate"] }, /acl/],
  [{ sudo: "yes" }, /sudo/],
  [{ password: hash }, /password/],
])("what is declared wrongly is refused by name: %j", async (change, message) => {
  const before = world.mutations;
  const wrong = new Resource(world, "user", { ...fullUser(), ...change });
  await expect(wrong.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
