import type { Json } from "../../embedded/contract";
import { layerSpec, templateFile } from "./layer-spec";
import { profileName, profilePath, profileSpec, profileText } from "./profile-spec";
import { Resource, World } from "./world";

let world: World;
let profile: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  profile = new Resource(world, "apparmorprofile", profileSpec());
});
afterEach(() => world.close());

const loaded = () => world.shell("cat /sys/kernel/security/apparmor/profiles");

test("a profile is written and loaded as declared, and its text stands in no command", async () => {
  const run = jest.spyOn(world.host.shell, "run");
  expect(await profile.up()).toBe("created");
  expect(await world.shell(`cat ${profilePath}`)).toBe(profileText);
  expect(await world.shell(`stat -c '%U:%G %a' ${profilePath}`)).toBe("root:root 644\n");
  expect(await loaded()).toContain(`${profileName} (enforce)\n`);
  expect(JSON.stringify(run.mock.calls.map(([argv]) => argv))).not.toContain("fstype");
});

test("a second up, one after a lost state, and one after a restart of the node change nothing", async () => {
  await profile.up();
  const before = world.mutations;
  expect(await profile.up()).toBe("unchanged");
  profile.forget();
  expect(await profile.up()).toBe("created");
  await world.embedded.restart();
  expect(await loaded()).toContain(`${profileName} (enforce)\n`);
  world.host.forget();
  expect(await profile.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("a profile that is there and loaded is adopted, and stays when it is taken out", async () => {
  await world.shell(`cat > ${profilePath} <<'END'\n${profileText}END\n`);
  await world.shell(`apparmor_parser -r ${profilePath}`);
  const before = world.mutations;
  expect(await profile.up()).toBe("created");
  expect(world.mutations).toBe(before);
  await profile.delete();
  expect(await world.shell(`cat ${profilePath}`)).toBe(profileText);
});

test("another text is written and loaded in place", async () => {
  await profile.up();
  const text = `profile ${profileName} flags=(complain) {\n  file,\n}\n`;
  profile.inputs = profileSpec(text, { profileMode: "complain" });
  expect(await profile.up()).toBe("updated");
  expect(await loaded()).toContain(`${profileName} (complain)\n`);
  expect(await profile.up()).toBe("unchanged");
});

test("what the parser refuses is told in its words, and nothing is changed", async () => {
  await profile.up();
  const before = world.mutations;
  const wrong = profileText.replace("nfs*,", "nfs*");
  profile.inputs = profileSpec(wrong);
  await expect(profile.up()).rejects.toThrow(
    `apparmorprofile ${profileName} is not loaded, because apparmor_parser refuses it: ` +
      "AppArmor parser error at line 7: syntax error, unexpected TOK_ID",
  );
  expect(world.mutations).toBe(before);
  expect(await world.shell(`cat ${profilePath}`)).toBe(profileText);
});

test.each([
  ["the file is written and not loaded", `cat > ${profilePath} <<'END'\n${profileText}END\n`],
  [
    "another one is still loaded",
    `printf 'profile ${profileName} { }\\n' | apparmor_parser -r; cat > ${profilePath} <<'END'\n${profileText}END\n`,
  ],
])("a run that was broken off is finished: %s", async (_, command) => {
  await world.shell(command);
  await profile.up();
  expect(await profile.up()).toBe("unchanged");
  expect(await loaded()).toContain(`${profileName}//helper (enforce)\n`);
});

test.each([
  [`mkdir ${profilePath}`, /is a directory on the node/],
  [`ln -s /etc/passwd ${profilePath}`, /is a symbolic link on the node/],
  [
    `printf 'profile other { }\\n' > ${profilePath}`,
    /is there and defines other, not lxc-phoenix-nfs: it is somebody else's/,
  ],
  [
    `printf 'profile ${profileName} flags=(complain) {\\n}\\n' > /etc/apparmor.d/lxc/theirs`,
    /\/etc\/apparmor\.d\/lxc\/theirs defines a profile of this name already/,
  ],
  ["printf 'N\\n' > /sys/module/apparmor/parameters/enabled", /runs without AppArmor/],
])("after %s it is refused, and nothing is changed", async (command, message) => {
  await world.shell(command);
  const before = world.mutations;
  await expect(profile.up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test.each([
  [{ name: "a/b" }, /name/],
  [{ name: "x; reboot" }, /name/],
  [{ name: "other" }, /defines lxc-phoenix-nfs; it has to define the profile other/],
  [{ profileMode: "complain" }, /profileMode.*is not what the flags/],
  [{ profileMode: "prompt" }, /profileMode/],
  [{ sha256: "0".repeat(64) }, /sha256.*is not the content's/],
  [{ owner: "root" }, /owner/],
])("what is declared wrongly is refused by name: %j", async (wrong, message) => {
  const before = world.mutations;
  const inputs = profileSpec(profileText, wrong);
  await expect(new Resource(world, "apparmorprofile", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});

test("deleting unloads and removes what we made, and may be repeated", async () => {
  await profile.up();
  await profile.delete();
  expect(await loaded()).not.toContain(profileName);
  await expect(world.shell(`cat ${profilePath}`)).rejects.toThrow(/No such file/);
  const before = world.mutations;
  await profile.delete();
  expect(world.mutations).toBe(before);
});

test("a delete that was broken off after unloading is finished", async () => {
  await profile.up();
  await world.shell(`apparmor_parser -R ${profilePath}`);
  await profile.delete();
  await expect(world.shell(`cat ${profilePath}`)).rejects.toThrow(/No such file/);
});

test("a file that somebody has changed since stays, and stays loaded", async () => {
  await profile.up();
  await world.shell(`echo '# mine' >> ${profilePath}`);
  await profile.refresh();
  await profile.delete();
  expect(await world.shell(`tail -n 1 ${profilePath}`)).toBe("# mine\n");
  expect(await loaded()).toContain(profileName);
});

describe("with a container", () => {
  const named = { ...layerSpec, running: true, lxc: [`lxc.apparmor.profile: ${profileName}`] };
  let prepared: Json;

  beforeAll(async () => {
    const first = await World.open();
    await new Resource(first, "ostemplate", { storage: "local", template: templateFile }).up();
    prepared = await first.snapshot();
    await first.close();
  });
  beforeEach(async () => {
    await world.close();
    world = await World.open(prepared);
    profile = new Resource(world, "apparmorprofile", profileSpec());
  });

  test("that names a profile which nobody knows it is refused in preview", async () => {
    const guest = new Resource(world, "container", named);
    const before = world.mutations;
    await expect(guest.preview()).rejects.toThrow(
      /container 900 \(base\): AppArmor's profile lxc-phoenix-nfs is neither declared in apparmor_profiles nor loaded/,
    );
    expect(world.mutations).toBe(before);
    guest.inputs = { ...named, declaredProfile: true };
    expect(await guest.preview()).toMatchObject({ action: "create" });
  });

  test.each(["unconfined", "generated", "unchanged", "lxc-container-default-cgns"])(
    "a profile that LXC brings is taken: %s",
    async (name) => {
      const guest = new Resource(world, "container", {
        ...named,
        lxc: [`lxc.apparmor.profile: ${name}`],
      });
      expect(await guest.up()).toBe("created");
    },
  );

  test("that runs under it a changed profile is in force at once, and it cannot be taken away", async () => {
    await profile.up();
    const guest = new Resource(world, "container", { ...named, declaredProfile: true });
    await guest.up();
    const label = () => world.shell("cat /proc/[0-9]*/attr/current");
    expect(await label()).toBe(`${profileName} (enforce)\n`);
    const text = profileText.replace("flags=(", "flags=(complain,");
    profile.inputs = profileSpec(text, { profileMode: "complain" });
    await profile.up();
    expect(await label()).toBe(`${profileName} (complain)\n`);

    const before = world.mutations;
    await expect(profile.delete()).rejects.toThrow(
      /stays, because .*: container 900 names it, container 900 runs under it\. Give them another/,
    );
    guest.inputs = { ...named, lxc: [] };
    await guest.up();
    await expect(profile.delete()).rejects.toThrow(
      /confined no more: container 900 runs under it\./,
    );
    expect(world.mutations).toBeGreaterThan(before);
    await world.shell("pct reboot 900");
    await profile.delete();
    expect(await loaded()).not.toContain(profileName);
    expect(await label()).toBe("lxc-900_</var/lib/lxc> (enforce)\n");
  });

  test("a process of the node's that runs under it is named", async () => {
    await profile.up();
    await world.shell(
      `mkdir -p /proc/77/attr && echo '${profileName}//helper (enforce)' > /proc/77/attr/current && ` +
        "echo '0::/system.slice/ssh.service' > /proc/77/cgroup && echo sshd > /proc/77/comm",
    );
    await expect(profile.delete()).rejects.toThrow(/process 77 \(sshd\) runs under it/);
  });

  test("started without its profile it fails as LXC fails", async () => {
    const guest = new Resource(world, "container", { ...named, declaredProfile: true });
    await expect(guest.up()).rejects.toThrow(
      /Failed to change AppArmor profile to lxc-phoenix-nfs|startup for container '900' failed/,
    );
  });
});
