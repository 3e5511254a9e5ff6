import { sambaFile } from "../../host/samba";
import { Resource, World } from "./world";

const spec = {
  package: "installed",
  enabled: { "smbd.service": "enabled", "nmbd.service": "enabled" },
  active: { "smbd.service": "active", "nmbd.service": "active" },
  included: "once",
  global: { workgroup: "HOME", "map to guest": "bad user" },
  shares: {
    data: {
      path: "/srv/data",
      browseable: "yes",
      "read only": "no",
      "guest ok": "no",
      "valid users": "backup, @users",
      "create mask": "770",
      comment: "Daten, é",
    },
    iso: { path: "/srv/iso", "read only": "yes", "vfs objects": "fruit streams_xattr" },
  },
} as const;

let world: World;
let samba: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  samba = new Resource(world, "samba", spec);
});
afterEach(() => world.close());

const sections = async () =>
  [...(await world.shell("testparm -s 2>/dev/null")).matchAll(/^\[(.*)\]$/gm)].map(
    ([, name]) => name,
  );

const closedShares = () =>
  world.embedded.journal.entries().flatMap(({ what }) => {
    const [, name] = /^smbcontrol smbd close-share '?(.*?)'?$/.exec(what) ?? [];
    return name === undefined ? [] : [name];
  });

test("shares are there beside those of Debian, by a server that starts with the node", async () => {
  expect(await samba.up()).toBe("created");
  expect(await sections()).toEqual(["global", "homes", "printers", "print$", "data", "iso"]);
  const data = await world.shell("testparm -s --section-name data 2>/dev/null");
  expect(data.trim().split("\n\t")).toEqual([
    "[data]",
    "comment = Daten, é",
    "create mask = 0770",
    "path = /srv/data",
    "read only = No",
    "valid users = backup @users",
  ]);
  const smbConf = await world.shell("cat /etc/samba/smb.conf");
  expect(smbConf).toMatch(/\ninclude = \/etc\/samba\/phoenix\.conf\n$/);
  expect(smbConf).toContain("[homes]");
  expect(await world.shell("testparm -s --parameter-name workgroup 2>/dev/null")).toBe("HOME\n");
  expect(await world.shell("systemctl is-active smbd nmbd; systemctl is-enabled smbd nmbd")).toBe(
    "active\nactive\nenabled\nenabled\n",
  );
});

test("a second up, and one after a lost state, change nothing", async () => {
  await samba.up();
  const before = world.mutations;
  expect(await samba.up()).toBe("unchanged");
  samba.forget();
  expect(await samba.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("what means the same changes nothing on the node", async () => {
  await samba.up();
  const data = { ...spec.shares.data, "valid users": "backup @users", "create mask": "0770" };
  const same = { ...data, browseable: "True", "read only": "0" };
  samba.inputs = { ...spec, shares: { iso: spec.shares.iso, data: same } };
  const before = world.mutations;
  await samba.up();
  expect(await samba.up()).toBe("unchanged");
  expect(world.mutations).toBe(before);
});

test("a parameter that is declared although it is the default is no drift, and is seen when it is none any more", async () => {
  samba.inputs = { ...spec, shares: { iso: { path: "/srv/iso", "hide dot files": "yes" } } };
  await samba.up();
  expect(await samba.up()).toBe("unchanged");
  await world.shell(`sed -i 's/hide dot files = yes/hide dot files = no/' ${sambaFile}`);
  expect(await samba.preview()).toMatchObject({ action: "update", changes: ["shares"] });
});

test("what smbd has counts, not what our file says: a line of smb.conf after ours is overridden", async () => {
  await samba.up();
  await world.shell("printf '[global]\\nworkgroup = OTHER\\n' >> /etc/samba/smb.conf");
  expect(await samba.preview()).toMatchObject({ action: "update", changes: ["global"] });
  expect(await samba.up()).toBe("updated");
  expect(await world.shell("testparm -s --parameter-name workgroup 2>/dev/null")).toBe("HOME\n");
  expect(await world.shell("cat /etc/samba/smb.conf")).toContain("workgroup = OTHER\n");
});

test("lines that somebody adds to the end of smb.conf are none of our last share's", async () => {
  await samba.up();
  await world.shell("echo 'guest ok = yes' >> /etc/samba/smb.conf");
  const iso = await world.shell("testparm -s --section-name iso 2>/dev/null");
  expect(iso).not.toContain("guest ok = Yes");
  expect(await samba.up()).toBe("unchanged");
});

test("a share that is taken out of the declaration is gone, and the others stay", async () => {
  await samba.up();
  samba.inputs = { ...spec, shares: { data: spec.shares.data } };
  expect(await samba.up()).toBe("updated");
  expect(await sections()).toEqual(["global", "homes", "printers", "print$", "data"]);
  expect(await samba.up()).toBe("unchanged");
});

test("who is connected to a share that is taken out is disconnected, and nobody else", async () => {
  await samba.up();
  expect(closedShares()).toEqual([]);
  samba.inputs = { ...spec, shares: { data: { ...spec.shares.data, comment: "" } } };
  await samba.up();
  expect(closedShares()).toEqual(["iso"]);
  const { iso } = spec.shares;
  samba.inputs = { ...spec, shares: { DATA: spec.shares.data, "with blank$": iso } };
  await expect(samba.up()).rejects.toThrow(/share's name/);
  samba.inputs = { ...spec, shares: { DATA: spec.shares.data, b$: iso } };
  await samba.up();
  expect(closedShares()).toEqual(["iso"]);
  await samba.delete();
  expect(closedShares()).toEqual(["iso", "DATA", "b$"]);
});

test("a parameter of the server that is taken out of the declaration is smb.conf's again", async () => {
  await samba.up();
  samba.inputs = { ...spec, global: { "map to guest": "bad user" } };
  expect(await samba.up()).toBe("updated");
  expect(await world.shell("testparm -s --parameter-name workgroup 2>/dev/null")).toBe(
    "WORKGROUP\n",
  );
});

test("other people's shares and lines are left alone and told", async () => {
  const log = jest.spyOn(console, "log").mockImplementation();
  await world.shell("apt-get update; apt-get install -y samba");
  await world.shell(
    "printf '\\n[theirs]\\npath = /srv/theirs\\ncomment = a \\\\' >> /etc/samba/smb.conf",
  );
  const before = await world.shell("cat /etc/samba/smb.conf");
  await samba.up();
  expect(await sections()).toContain("theirs");
  expect(await world.shell("cat /etc/samba/smb.conf")).toContain(before);
  await samba.up();
  expect(log.mock.calls.join("\n")).toMatch(/samba .*not declared are left alone: theirs/);
  await samba.delete();
  expect((await world.shell("cat /etc/samba/smb.conf")).trim()).toBe(before.trim());
});

test("a share of smb.conf with one of our names, in whatever case, is refused and left alone", async () => {
  await world.shell("apt-get update; apt-get install -y samba");
  await world.shell("printf '[Data]\\npath = /srv/theirs\\n' >> /etc/samba/smb.conf");
  const before = world.mutations;
  await expect(samba.preview()).rejects.toThrow(
    /smb\.conf has a share data of its own\. Remove its section from smb\.conf, or declare another name/,
  );
  expect(world.mutations).toBe(before);
});

test("a smb.conf that cannot be loaded is told with what testparm says, and left alone", async () => {
  await world.shell("apt-get update; apt-get install -y samba");
  await world.shell("echo 'guest ok = perhaps' >> /etc/samba/smb.conf");
  const before = world.mutations;
  await expect(samba.up()).rejects.toThrow(/smb\.conf cannot be loaded.*value is not boolean/s);
  expect(world.mutations).toBe(before);
});

test.each([
  [{ "bogus option": "1" }, /Unknown parameter encountered: "bogus option"/],
  [{ "guest ok": "perhaps" }, /set_variable_helper\(perhaps\): value is not boolean!/],
  [{ "csc policy": "never" }, /Ignoring invalid value 'never' for parameter 'csc policy'/],
  [{ workgroup: "X" }, /Global parameter workgroup found in service section!/],
])("what testparm objects to never goes live: %j", async (more, message) => {
  await samba.up();
  const before = await world.shell(`cat ${sambaFile} /etc/samba/smb.conf; ls -A /etc/samba /tmp`);
  const shares = { ...spec.shares, iso: { ...spec.shares.iso, ...more } };
  samba.inputs = { ...spec, shares };
  await expect(samba.up()).rejects.toThrow(message);
  expect(await world.shell(`cat ${sambaFile} /etc/samba/smb.conf; ls -A /etc/samba /tmp`)).toBe(
    before,
  );
});

test("what testparm says of an administrator's own parameters does not keep ours from being shared", async () => {
  await world.shell("apt-get update; apt-get install -y samba");
  await world.shell("echo 'their invention = 1' >> /etc/samba/smb.conf");
  expect(await samba.up()).toBe("created");
});

test.each([
  [`rm ${sambaFile}`, "created"],
  ["rm /etc/samba/smb.conf", "updated"],
])("it is made whole after %s", async (command, action) => {
  await samba.up();
  await world.shell(command);
  expect(await samba.up()).toBe(action);
  expect(await sections()).toEqual(expect.arrayContaining(["data", "iso"]));
  expect(await samba.up()).toBe("unchanged");
});

test("a server that does not start because there is no smb.conf gets one, and starts", async () => {
  await world.shell(
    "apt-get update; apt-get install -y samba; systemctl stop smbd nmbd; rm /etc/samba/smb.conf",
  );
  expect(await samba.up()).toBe("created");
  expect(await world.shell("systemctl is-active smbd nmbd")).toBe("active\nactive\n");
  expect(await sections()).toEqual(["global", "data", "iso"]);
  expect(await samba.up()).toBe("unchanged");
});

test("a server serves nothing before it is as declared", async () => {
  await samba.up();
  await world.shell(
    `systemctl stop smbd nmbd; sed -i 's/valid users.*/guest ok = yes/' ${sambaFile}`,
  );
  const log = jest.spyOn(world.host.shell, "run");
  expect(await samba.up()).toBe("updated");
  const commands = log.mock.calls.map(([argv]) => argv.join(" "));
  const written = commands.findIndex((command) => command.includes("write-file"));
  const started = commands.findIndex((command) => command.startsWith("systemctl start"));
  expect(written).toBeGreaterThanOrEqual(0);
  expect(started).toBeGreaterThan(written);
});

test("a service that somebody disabled while it runs is enabled and runs, although systemd forgets that it does", async () => {
  await samba.up();
  await world.shell("systemctl disable nmbd");
  expect(await world.shell("systemctl is-active nmbd")).toBe("active\n");
  expect(await samba.up()).toBe("updated");
  expect(await world.shell("systemctl is-enabled nmbd; systemctl is-active nmbd")).toBe(
    "enabled\nactive\n",
  );
});

describe("without NetBIOS, for which nmbd does not run", () => {
  const smbdOnly = {
    ...spec,
    enabled: { "smbd.service": "enabled" },
    active: { "smbd.service": "active" },
    global: { ...spec.global, "disable netbios": "yes" },
  };

  test("what is declared holds", async () => {
    samba.inputs = smbdOnly;
    expect(await samba.up()).toBe("created");
    expect(await samba.up()).toBe("unchanged");
    await world.shell("systemctl restart nmbd");
    expect(await world.shell("systemctl is-active nmbd || true")).toBe("inactive\n");
    expect(await samba.up()).toBe("unchanged");
  });

  test("a declaration that does not say so is refused where smb.conf does, and nothing is changed", async () => {
    await world.shell("apt-get update; apt-get install -y samba");
    await world.shell("sed -i '/^.global.$/a disable netbios = yes' /etc/samba/smb.conf");
    const before = world.mutations;
    await expect(samba.up()).rejects.toThrow(
      /smb\.conf says "disable netbios = yes".*Take that line out, or declare it in samba\.global/s,
    );
    expect(world.mutations).toBe(before);
  });

  test("what is taken out of the declaration lets nmbd run again", async () => {
    samba.inputs = smbdOnly;
    await samba.up();
    samba.inputs = spec;
    expect(await samba.up()).toBe("updated");
    expect(await world.shell("systemctl is-active nmbd")).toBe("active\n");
  });
});

test("it is made whole after an end between writing our file and including it", async () => {
  await samba.up();
  await world.shell("sed -i '/phoenix/d' /etc/samba/smb.conf");
  expect(await samba.preview()).toMatchObject({
    changes: expect.arrayContaining(["included"]) as string[],
  });
  expect(await samba.up()).toBe("updated");
  expect(await sections()).toContain("data");
});

test("smb.conf keeps its owner and permissions", async () => {
  await world.shell(
    "apt-get update; apt-get install -y samba && chown root:adm /etc/samba/smb.conf && chmod 640 /etc/samba/smb.conf",
  );
  await samba.up();
  expect(await world.shell("stat -c '%U:%G %a' /etc/samba/smb.conf")).toBe("root:adm 640\n");
});

test("deleting takes our line and our file, and nothing else, and may be repeated", async () => {
  await samba.up();
  await samba.delete();
  expect(await sections()).toEqual(["global", "homes", "printers", "print$"]);
  expect(await world.shell("ls /etc/samba; systemctl is-active smbd")).toBe("smb.conf\nactive\n");
  const before = world.mutations;
  await samba.delete();
  expect(world.mutations).toBe(before);
});

test("a file of ours that was there before this stack stays when it is let go", async () => {
  await samba.up();
  samba.forget();
  await samba.up();
  await samba.delete();
  expect(await sections()).toContain("data");
});

test.each([
  [{ ...spec, shares: { "a]\n[b": { path: "/srv" } } }, /shares/],
  [{ ...spec, shares: { homes: { path: "/srv" } } }, /shares/],
  [{ ...spec, shares: { a: { include: "/etc/passwd" } } }, /shares/],
  [{ ...spec, shares: { a: { path: "/srv\n[b]" } } }, /shares/],
  [{ ...spec, shares: { a: { path: "/srv\\" } } }, /shares/],
  [{ ...spec, global: { "x = 1\ny": "2" } }, /global/],
  [{ ...spec, included: "twice" }, /included/],
  [{ ...spec, active: { "sshd.service": "active" } }, /active/],
])("what is declared wrongly is refused by name (%#)", async (inputs, message) => {
  const before = world.mutations;
  await expect(new Resource(world, "samba", inputs).up()).rejects.toThrow(message);
  expect(world.mutations).toBe(before);
});
