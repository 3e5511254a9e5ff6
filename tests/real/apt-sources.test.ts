import { Resource, World } from "../lifecycle/world";

const folder = "/etc/apt/sources.list.d";
const pve = "https://enterprise.proxmox.com/debian/pve";
const stanza = (...more: string[]) =>
  ["Types: deb", `URIs: ${pve}`, "Suites: trixie", "Components: pve-enterprise", ...more, ""].join(
    "\n",
  );

let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
afterEach(() =>
  world.shell(`rm -f ${folder}/*proxmox* ${folder}/pve* ${folder}/ceph* ${folder}/more*`),
);

const sources = (inputs: Record<string, string>) => new Resource(world, "aptsources", inputs);

/** Proxmox's archives that apt would ask, as it tells them itself. */
async function asked(): Promise<string[]> {
  const lines = await world.shell("apt-get update --print-uris");
  const releases = lines.matchAll(/^'(\S+proxmox\S+)\/dists\/(\w+)\/InRelease'/gm);
  return [...releases].map(([, archive, suite]) => `${archive} ${suite}`).sort();
}

test("apt asks the repositories that are declared enabled, and none that is disabled", async () => {
  await world.shell(`printf '%s' '${stanza()}' > ${folder}/pve-enterprise.sources`);
  await sources({
    ...{ enterprise: "disabled", "no-subscription": "enabled", test: "disabled" },
    ...{ "ceph-no-subscription": "enabled" },
  }).up();
  expect(await asked()).toEqual([
    "http://download.proxmox.com/debian/ceph-squid trixie",
    "http://download.proxmox.com/debian/pve trixie",
  ]);
});

test.each([
  ["more.list", `deb ${pve} trixie pve-enterprise\n`],
  ["more.list", `  deb [arch=amd64 trusted=yes]  ${pve}/  trixie pve-enterprise # ours\n`],
  ["more.list", `#deb ${pve} trixie pve-enterprise\n`],
  ["more.sources", stanza("Enabled: yes")],
  ["more.sources", stanza("enabled:  NO")],
  ["more.sources", stanza("Enabled: off", "# Enabled: yes")],
  ["more.sources", `# ours\n\n${stanza("Enabled: 0")}\n${stanza("Enabled: true")}`],
  [
    "more.sources",
    `Types: deb-src\n deb\nURIs:\n ${pve}\nSuites: trixie\nComponents:\n# ours\n pve-enterprise\n`,
  ],
])("in %s apt reads what Phoenix reads: %s", async (file, text) => {
  await world.shell(`printf '%s' '${text}' > ${folder}/${file}`);
  const isAsked = (await asked()).length > 0;
  const before = world.mutations;
  const off = sources({ enterprise: "disabled" });
  await off.up();
  expect(world.mutations > before).toBe(isAsked);
  expect(await asked()).toEqual([]);
  expect(await off.up()).toBe("unchanged");
});
