import { layerSpec, owner, ostemplate, snapshotSpec, templateFile } from "./layer-spec";
import { Resource, World } from "./world";

const guest = { ...layerSpec, vmid: 950, tags: [`${owner}+950`], source: { ostemplate } };
const file = "/etc/pve/firewall/950.fw";
const spec = {
  vmid: 950,
  options: { enable: true, policy_in: "DROP" },
  aliases: {},
  ipsets: { clients: { comment: "", entries: { "10.0.0.0/24": "" } } },
  rules: "IN ACCEPT -source +clients -p tcp -dport 8000 # vLLM\nIN HTTP(ACCEPT)\n",
};

let world: World;
let firewall: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  await new Resource(world, "ostemplate", { storage: "local", template: templateFile }).up();
  await new Resource(world, "container", guest).up();
  firewall = new Resource(world, "guestfirewall", spec);
});
afterEach(() => world.close());

const writesSince = (before: number) =>
  world.embedded.journal
    .entries()
    .slice(before)
    .map(({ what }) => what.replace(/ by .*/, ""));

test("a guest's firewall is made as declared, and switched on last", async () => {
  const before = world.mutations;
  expect(await firewall.up()).toBe("created");
  expect(await world.shell(`cat ${file}`)).toBe(
    "[OPTIONS]\n\npolicy_in: DROP\nenable: 1\n\n[IPSET clients]\n\n10.0.0.0/24\n\n" +
      "[RULES]\n\nIN ACCEPT -source +clients -p tcp -dport 8000 # vLLM\nIN HTTP(ACCEPT)\n\n",
  );
  expect(writesSince(before).at(-1)).toBe("PUT /nodes/phoenix/lxc/950/firewall/options");
});

test("a second up, and one after a lost state, change nothing", async () => {
  await firewall.up();
  const before = world.mutations;
  expect(await firewall.up()).toBe("unchanged");
  firewall.forget();
  expect(await firewall.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

describe("what a rule names and nobody has made is refused in preview", () => {
  const rules = "IN ACCEPT -source +friends\nIN ACCEPT -source dc/laptop\nGROUP base\n";
  const ipsets = { clients: { comment: "", entries: { printer: "" } } };
  const told = ["alias printer", "alias laptop", "ip set friends", "group base"];

  test("each by its kind, and nothing is changed", async () => {
    firewall.inputs = { ...spec, ipsets, rules };
    const before = world.mutations;
    const said = await firewall.preview().catch((error: unknown) => String(error));
    for (const name of told) {
      expect(said).toContain(
        `guestfirewall 950: the ${name} is named, but neither declared nor there on the node.`,
      );
    }
    expect(world.mutations).toBe(before);
  });

  test("unless the node's firewall declares it, which is not there yet", async () => {
    firewall.inputs = { ...spec, ipsets, rules, declared: told };
    expect(await firewall.preview()).toMatchObject({ action: "create" });
  });

  test("unless the node has it, whoever made it", async () => {
    await world.shell(
      "pvesh create /cluster/firewall/aliases --name laptop --cidr 10.0.0.7 && " +
        "pvesh create /cluster/firewall/aliases --name printer --cidr 10.0.0.9 && " +
        "pvesh create /cluster/firewall/ipset --name friends && " +
        "pvesh create /cluster/firewall/groups --group base",
    );
    firewall.inputs = { ...spec, ipsets, rules: `${rules}IN ACCEPT -source local_network\n` };
    expect(await firewall.preview()).toMatchObject({ action: "create" });
  });

  test("of a set that the guest's declaration takes out", async () => {
    await firewall.up();
    firewall.inputs = { ...spec, ipsets: {} };
    await expect(firewall.preview()).rejects.toThrow(/the ip set clients is named/);
  });
});

test("the firewall that a clone took over from its layer becomes its own", async () => {
  await new Resource(world, "container", layerSpec).up();
  await new Resource(world, "guestfirewall", {
    ...spec,
    vmid: 900,
    rules: "IN SSH(ACCEPT)\n",
  }).up();
  await new Resource(world, "snapshot", snapshotSpec).up();
  const source = { clone: 900, snapname: snapshotSpec.snapname, full: true };
  await new Resource(world, "container", {
    ...{ ...guest, vmid: 951, hostname: "copy", tags: [`${owner}+951`], source },
  }).up();
  const own = new Resource(world, "guestfirewall", { ...spec, vmid: 951 });
  expect(await own.up()).toBe("created");
  expect(await world.shell("grep -E '^(IN|OUT)' /etc/pve/firewall/951.fw")).toBe(spec.rules);
  expect(await own.up()).toBe("unchanged");
});

test("a rule that somebody adds is taken out, and the others are left alone", async () => {
  await firewall.up();
  await world.shell(
    "pvesh create /nodes/phoenix/lxc/950/firewall/rules --type in --action ACCEPT --enable 1",
  );
  expect((await firewall.preview()).changes).toEqual(["rules"]);
  const before = world.mutations;
  await firewall.up();
  expect(writesSince(before)).toEqual(["DELETE /nodes/phoenix/lxc/950/firewall/rules/0"]);
});

test("rules that are not declared at all are nobody's business here", async () => {
  const { rules, ...bare } = spec;
  await world.shell(
    "pvesh create /nodes/phoenix/lxc/950/firewall/rules --type in --action ACCEPT --enable 1",
  );
  firewall.inputs = bare;
  await firewall.up();
  expect(await world.shell(`grep -c '^IN' ${file}`)).toBe("1\n");
});

test("what is taken out of the declaration is taken out of the guest", async () => {
  await firewall.up();
  firewall.inputs = { vmid: 950, options: { enable: true }, aliases: {}, ipsets: {} };
  await firewall.up();
  expect(await world.shell(`cat ${file}`)).toBe("[OPTIONS]\n\nenable: 1\n\n");
  expect(await firewall.up()).toBe("unchanged");
});

test("deleted, it is switched off first; a file that was there before stays; deleted twice, nothing happens", async () => {
  await firewall.up();
  const before = world.mutations;
  await firewall.delete();
  expect(writesSince(before)[0]).toBe("PUT /nodes/phoenix/lxc/950/firewall/options");
  expect(await world.shell(`ls ${file} 2>&1 || true`)).toMatch(/No such file/);
  const after = world.mutations;
  await firewall.delete();
  expect(world.mutations).toBe(after);
  await world.shell(`printf '[OPTIONS]\\n\\ndhcp: 1\\n\\n' > ${file}`);
  const adopted = new Resource(world, "guestfirewall", spec);
  await adopted.up();
  await adopted.delete();
  expect(await world.shell(`grep -c '^IN' ${file}`)).toBe("2\n");
});

test("a run that ends at any request is finished by the next, and filters nothing before its rules are there", async () => {
  const state = world.embedded.snapshotState();
  for (let passing = 0; ; passing++) {
    const fresh = await World.open(state);
    try {
      const resource = new Resource(fresh, "guestfirewall", spec);
      const fault = { mutating: true, after: passing, status: 500, reason: "killed" };
      fresh.embedded.faults.onRequest({ ...fault, processed: true });
      const end = await resource.up().catch(() => "killed");
      fresh.embedded.faults.clear();
      const live = (await fresh.host.inspect()).firewalls.guests.get(950);
      if (live?.options["enable"] === "1") expect(live.rules).toHaveLength(2);
      if (end !== "killed") break;
      await resource.up();
      expect(await resource.up()).toBe("unchanged");
    } finally {
      await fresh.close();
    }
  }
}, 120_000);

test.each([
  [{ ...spec, vmid: 99 }, /vmid/],
  [{ ...spec, options: { nftables: true } }, /nftables/],
  [{ ...spec, rules: "IN ACCEPT # a\nnonsense\n" }, /as Proxmox VE writes them/],
])("bad input is named: %#", async (inputs, says) => {
  firewall.inputs = inputs;
  const before = world.mutations;
  await expect(firewall.preview()).rejects.toThrow(says);
  expect(world.mutations).toBe(before);
});
