import fs from "node:fs";
import path from "node:path";
import type { EmbeddedHost } from "../../embedded/host";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { Resource, World } from "../lifecycle/world";

const user = "phoenix@pve";
const owner = "phoenix+test";
const template = "ubuntu-24.04-standard_24.04-2_amd64.tar.zst";

/** The role that README tells a newcomer to make. */
const role = documentedRole();

const layer = {
  vmid: 900,
  owner,
  source: { ostemplate: `files:vztmpl/${template}` },
  hostname: "base",
  memory: 512,
  cores: 1,
  rootfs: { storage: "guests", size: "2G" },
  net: { net0: { name: "eth0", bridge: "vmbr0", ip: "10.0.0.200/24", gw: "10.0.0.1" } },
  features: {},
  unprivileged: true,
  tags: [`${owner}+900`],
  mp: {},
  dev: {},
  lxc: [],
  running: false,
};

const guest = {
  ...layer,
  vmid: 950,
  source: { clone: 900, snapname: "ready", full: true },
  hostname: "guest",
  cpulimit: 1.5,
  nameserver: ["10.0.0.1"],
  onboot: true,
  startup: { order: 3 },
  description: "a guest",
  features: { nesting: "1", keyctl: "1" },
  tags: ["ai", `${owner}+950`],
  mp: { "/data": { storage: "guests", size: "1G" } },
  dev: { "/dev/nvidia0": { mode: "0666" } },
  running: true,
  pending: [],
};

/** One of each kind whose writes take the API. */
const inventory: readonly (readonly [string, Bag])[] = [
  [
    "network",
    {
      interfaces: { vmbr9: { type: "bridge", autostart: true, cidr: "10.9.0.1/24" } },
      running: { vmbr9: { up: true, cidr: "10.9.0.1/24" } },
      rollback: "none",
      rollbackSeconds: 60,
    },
  ],
  ["dns", { search: "example.test", servers: ["10.0.0.1"] }],
  [
    "storage",
    {
      storage: "guests",
      type: "zfspool",
      content: ["rootdir"],
      pool: "rpool/data",
      disable: false,
      nodes: [],
    },
  ],
  [
    "storage",
    {
      storage: "files",
      type: "dir",
      content: ["vztmpl"],
      path: "/var/lib/files",
      disable: false,
      nodes: [],
    },
  ],
  ["ostemplate", { storage: "files", template }],
  ["container", layer],
  ["snapshot", { vmid: 900, owner, snapname: "ready", fingerprint: "0123456789ab" }],
  ["container", guest],
  [
    "firewall",
    {
      options: { enable: true, policy_in: "DROP" },
      aliases: { gateway: { cidr: "10.0.0.1", comment: "" } },
      ipsets: { management: { comment: "", entries: { "10.0.0.0/24": "" } } },
      groups: { web: { comment: "", rules: "IN ACCEPT -p tcp -dport 443\n" } },
      rules: "GROUP web\n",
      nodeOptions: { log_level_in: "info" },
      nodeRules: "IN Ping(ACCEPT) -source gateway\n",
    },
  ],
  [
    "guestfirewall",
    { vmid: 950, options: { enable: true }, aliases: {}, ipsets: {}, rules: "IN SSH(ACCEPT)\n" },
  ],
  ["feature", { vmid: 950, owner, feature: "base_setup", fingerprint: "0123456789ab", facts: {} }],
  ["container", { ...layer, vmid: 970, hostname: "layer", tags: [`${owner}+970`], template: true }],
  ["template", { vmid: 970, owner }],
  [
    "container",
    {
      ...layer,
      vmid: 971,
      hostname: "copy",
      tags: [`${owner}+971`],
      source: { clone: 970, full: false },
    },
  ],
];

const edits = [
  "pct set 950 --memory 256 --cores 2 --hostname other --onboot 0 --tags mine",
  "pct set 950 --net0 name=eth0,bridge=vmbr0,ip=dhcp",
  "pct stop 950 && pct set 950 --delete mp0 && pct start 950",
  "pct delsnapshot 900 ready",
  "pvesm set files --disable 1",
  "pvesh create /cluster/firewall/rules --type in --action ACCEPT",
  "pvesh create /nodes/phoenix/firewall/rules --type in --action ACCEPT",
  "pvesh create /nodes/phoenix/lxc/950/firewall/rules --type in --action ACCEPT",
];

jest.setTimeout(120_000);

beforeAll(() => {
  jest.spyOn(console, "log").mockImplementation();
});

test("the role that README lists suffices to make, heal, grow and delete everything", async () => {
  await expect(runAs(role)).resolves.toBe("done");
});

test.each(role)("without %s something is refused", async (privilege) => {
  const rest = role.filter((other) => other !== privilege);
  await expect(runAs(rest)).rejects.toThrow(`403 Permission check failed`);
});

async function runAs(privileges: readonly string[]): Promise<string> {
  const world = await World.open(await gpuNode(), (host) => makeToken(host, privileges));
  try {
    world.settings.deleteVolumes = true;
    const resources = inventory.map(([kind, inputs]) => new Resource(world, kind, inputs));
    for (const resource of resources) await resource.up();
    for (const edit of edits) await world.shell(edit);
    for (const resource of resources) await resource.up();
    for (const resource of resources) expect(await resource.up()).toBe("unchanged");
    const grown = resources.find(({ inputs }) => inputs["vmid"] === 950);
    if (grown !== undefined) grown.inputs = { ...guest, rootfs: { storage: "guests", size: "3G" } };
    expect(await grown?.up()).toBe("updated");
    for (const resource of resources.reverse()) await resource.delete();
    return "done";
  } finally {
    await world.close();
  }
}

async function makeToken(
  host: EmbeddedHost,
  privileges: readonly string[],
): Promise<{ tokenId: string; tokenSecret: string }> {
  const ask = async (method: "POST" | "PUT", where: string, params: Record<string, string>) => {
    const answer = await host.call("root@pam", method, where, params);
    expect(answer).toMatchObject({ status: 200 });
    return answer.data;
  };
  await ask("POST", "/access/roles", { roleid: "Phoenix", privs: privileges.join(" ") });
  await ask("POST", "/access/users", { userid: user });
  await ask("PUT", "/access/acl", { path: "/", users: user, roles: "Phoenix" });
  const token = await ask("POST", `/access/users/${user}/token/main`, { privsep: "0" });
  return { tokenId: `${user}!main`, tokenSecret: (token as { value: string }).value };
}

function documentedRole(): string[] {
  const readme = fs.readFileSync(path.resolve(__dirname, "../../README.md"), "utf8");
  const privileges = /pveum role add Phoenix --privs "([^"]+)"/.exec(readme)?.[1] ?? "";
  return privileges.split(/[\s\\]+/).filter((privilege) => privilege !== "");
}
