import { Resource, World } from "./world";

const spec = {
  enterprise: "disabled",
  "no-subscription": "enabled",
  "ceph-enterprise": "disabled",
  "ceph-no-subscription": "enabled",
};
const folder = "/etc/apt/sources.list.d";

let world: World;
let sources: Resource;

beforeEach(async () => {
  world = await World.open();
  sources = new Resource(world, "aptsources", spec);
});
afterEach(() => world.close());

const text = (file: string) => world.shell(`cat ${file}`);

/** The sources as Proxmox VE 8 is installed with them. */
const asVersion8 = `
rm ${folder}/*
sed -i s/trixie/bookworm/ /etc/os-release
echo 'deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise' > ${folder}/pve-enterprise.list
echo 'deb https://enterprise.proxmox.com/debian/ceph-reef bookworm enterprise' > ${folder}/ceph.list
printf '%s\n\n# security updates\n%s\n' 'deb http://deb.debian.org/debian bookworm main contrib' \
  'deb http://security.debian.org bookworm-security main contrib' > /etc/apt/sources.list
`;

test("on a fresh Proxmox VE 9 updates come without a subscription, and apt-get update succeeds", async () => {
  await expect(world.shell("apt-get update")).rejects.toThrow(/401 {2}Unauthorized/);
  expect(await sources.up()).toBe("created");
  expect(await text(`${folder}/pve-enterprise.sources`)).toBe(
    `Types: deb
URIs: https://enterprise.proxmox.com/debian/pve
Suites: trixie
Components: pve-enterprise
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
Enabled: false
`,
  );
  expect(await text(`${folder}/proxmox.sources`)).toBe(
    `Types: deb
URIs: http://download.proxmox.com/debian/pve
Suites: trixie
Components: pve-no-subscription
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
`,
  );
  expect(await text(`${folder}/ceph.sources`)).toBe(
    `Types: deb
URIs: https://enterprise.proxmox.com/debian/ceph-squid
Suites: trixie
Components: enterprise
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
Enabled: false

Types: deb
URIs: http://download.proxmox.com/debian/ceph-squid
Suites: trixie
Components: no-subscription
Signed-By: /usr/share/keyrings/proxmox-archive-keyring.gpg
`,
  );
  expect(await world.shell("apt-get update")).not.toContain("Err");
});

test("on Proxmox VE 8 the one-line format is written, and the release of Ceph that is there", async () => {
  await world.shell(asVersion8);
  expect(await sources.up()).toBe("created");
  expect(await text(`${folder}/pve-enterprise.list`)).toBe(
    "# deb https://enterprise.proxmox.com/debian/pve bookworm pve-enterprise\n",
  );
  expect(await text(`${folder}/ceph.list`)).toBe(
    "# deb https://enterprise.proxmox.com/debian/ceph-reef bookworm enterprise\n\n" +
      "deb http://download.proxmox.com/debian/ceph-reef bookworm no-subscription\n",
  );
  expect(await text("/etc/apt/sources.list")).toBe(
    `deb http://deb.debian.org/debian bookworm main contrib

# security updates
deb http://security.debian.org bookworm-security main contrib

deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription
`,
  );
  expect(await sources.up()).toBe("unchanged");
  expect(await world.shell("ls /etc/apt/sources.list.d")).toBe("ceph.list\npve-enterprise.list\n");
});

test("a second up, and one after a lost state, change nothing", async () => {
  await sources.up();
  const before = world.mutations;
  expect(await sources.up()).toBe("unchanged");
  sources.forget();
  expect(await sources.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("a repository that is there and off is switched on in its place", async () => {
  await world.shell(
    `echo '#deb http://download.proxmox.com/debian/pve trixie pve-no-subscription # ours' > ${folder}/pve.list`,
  );
  sources.inputs = { "no-subscription": "enabled", enterprise: "disabled" };
  await sources.up();
  expect(await text(`${folder}/pve.list`)).toBe(
    "deb http://download.proxmox.com/debian/pve trixie pve-no-subscription # ours\n",
  );
  await expect(text(`${folder}/proxmox.sources`)).rejects.toThrow(/No such file/);
  sources.inputs = { "no-subscription": "enabled", enterprise: "enabled" };
  expect(await sources.preview()).toMatchObject({ action: "update", changes: ["enterprise"] });
  await sources.up();
  expect(await text(`${folder}/pve-enterprise.sources`)).toMatch(/^Enabled: true$/m);
});

test("entries of other people, mirrors among them, are left alone", async () => {
  const theirs =
    "deb https://mirror.example.org/proxmox/pve trixie pve-enterprise\ndeb [arch=amd64] https://download.docker.com/linux/debian trixie stable\n";
  await world.shell(`printf '${theirs}' > ${folder}/theirs.list`);
  const debian = await text(`${folder}/debian.sources`);
  await sources.up();
  expect(await text(`${folder}/theirs.list`)).toBe(theirs);
  expect(await text(`${folder}/debian.sources`)).toBe(debian);
  expect(await sources.up()).toBe("unchanged");
});

test("a mirror that is on is as good as Proxmox's own server", async () => {
  await world.shell(
    `echo 'deb https://mirror.example.org/pve trixie pve-no-subscription' > ${folder}/mirror.list`,
  );
  sources.inputs = { "no-subscription": "enabled" };
  const before = world.mutations;
  expect(await sources.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("of an entry for several repositories only the one that is to be off is taken", async () => {
  await world.shell(
    `printf 'Types: deb\nURIs: http://download.proxmox.com/debian/pve\nSuites: trixie\nComponents: pve-no-subscription\n pve-test\nEnabled: yes\n' > ${folder}/proxmox.sources`,
  );
  sources.inputs = { "no-subscription": "enabled", test: "disabled" };
  await sources.up();
  expect(await text(`${folder}/proxmox.sources`)).toBe(
    "Types: deb\nURIs: http://download.proxmox.com/debian/pve\nSuites: trixie\nComponents: pve-no-subscription\nEnabled: yes\n",
  );
});

test("after a run that died between two files the next one goes on", async () => {
  const cut = jest.fn();
  world.embedded.faults.onCommand({ command: /write-file/, after: 1, drop: true, notify: cut });
  await sources.up();
  expect(await sources.up()).toBe("unchanged");
  expect(cut).toHaveBeenCalledTimes(1);
});

test("taken out, the repositories stay as they are", async () => {
  await sources.up();
  const before = world.mutations;
  sources.inputs = { enterprise: "disabled" };
  await sources.up();
  await sources.delete();
  await sources.delete();
  expect(world.mutations).toBe(before);
});

test.each([{ enterprise: "off" }, { pbs: "enabled" }])("%j is refused", async (inputs) => {
  await expect(new Resource(world, "aptsources", inputs).preview()).rejects.toThrow(
    /enterprise|pbs/,
  );
});
