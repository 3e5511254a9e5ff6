import { lockout } from "../../providers/firewall/lockout";
import { Resource, World } from "./world";

const cluster = "/etc/pve/firewall/cluster.fw";
const node = "/etc/pve/nodes/phoenix/host.fw";
const spec = {
  options: { enable: true, policy_in: "DROP" },
  aliases: { gateway: { cidr: "10.0.0.1", comment: "" } },
  ipsets: { management: { comment: "", entries: { "192.168.5.0/24": "office" } } },
  groups: { web: { comment: "", rules: "IN ACCEPT -p tcp -dport 80,443\n" } },
  rules: "IN Ping(ACCEPT) -source gateway\nGROUP web\nIN DROP -p tcp -dport 23\n",
  nodeOptions: { log_level_in: "info" },
  nodeRules: "IN ACCEPT -p tcp -dport 9100 # metrics\n",
};
const withRules = (rules: string) => ({ ...spec, rules });

let world: World;
let firewall: Resource;

beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation();
  world = await World.open();
  firewall = new Resource(world, "firewall", spec);
});
afterEach(() => world.close());

/** The requests that changed something since then. */
const writesSince = (before: number) =>
  world.embedded.journal
    .entries()
    .slice(before)
    .map(({ what }) => what.replace(/ by .*/, ""));

const rules = async () =>
  (await world.shell(`sed -n '/^.RULES/,/^.group/p' ${cluster} | grep -v '^\\[' | grep .`))
    .trim()
    .split("\n");

test("options, aliases, ip sets, groups and rules are made as declared, in their order", async () => {
  expect(await firewall.up()).toBe("created");
  expect(await world.shell(`cat ${cluster}`)).toBe(
    "[OPTIONS]\n\npolicy_in: DROP\nenable: 1\n\n[ALIASES]\n\ngateway 10.0.0.1\n\n" +
      "[IPSET management]\n\n192.168.5.0/24 # office\n\n" +
      "[RULES]\n\nIN Ping(ACCEPT) -source gateway\nGROUP web\nIN DROP -p tcp -dport 23\n\n" +
      "[group web]\n\nIN ACCEPT -p tcp -dport 80,443\n\n",
  );
  expect(await world.shell(`cat ${node}`)).toBe(
    "[OPTIONS]\n\nlog_level_in: info\n\n[RULES]\n\nIN ACCEPT -p tcp -dport 9100 # metrics\n\n",
  );
});

test("a second up, and one after a lost state, change nothing", async () => {
  await firewall.up();
  const before = world.mutations;
  expect(await firewall.up()).toBe("unchanged");
  firewall.forget();
  expect(await firewall.up()).toBe("created");
  expect(world.mutations).toBe(before);
});

test("the firewall is switched on last, when every rule is there", async () => {
  await firewall.up();
  const writes = writesSince(0);
  expect(writes.at(-1)).toBe("PUT /cluster/firewall/options");
  expect(writes.filter((what) => what === "PUT /cluster/firewall/options")).toHaveLength(2);
});

test("a rule that is inserted among others goes to its place, and the others stay untouched", async () => {
  await firewall.up();
  const before = world.mutations;
  firewall.inputs = withRules(
    "IN Ping(ACCEPT) -source gateway\nIN DROP -p tcp -dport 25 # no mail\nGROUP web\nIN DROP -p tcp -dport 23\n",
  );
  expect((await firewall.preview()).changes).toEqual(["rules"]);
  expect(await firewall.up()).toBe("updated");
  expect(await rules()).toEqual([
    "IN Ping(ACCEPT) -source gateway",
    "IN DROP -p tcp -dport 25 # no mail",
    "GROUP web",
    "IN DROP -p tcp -dport 23",
  ]);
  // It comes in switched off, is moved, and is switched on.
  expect(world.mutations - before).toBe(3);
});

test("rules that only change their order are moved", async () => {
  await firewall.up();
  firewall.inputs = withRules(
    "IN DROP -p tcp -dport 23\nGROUP web\nIN Ping(ACCEPT) -source gateway\n",
  );
  await firewall.up();
  expect(await rules()).toEqual([
    "IN DROP -p tcp -dport 23",
    "GROUP web",
    "IN Ping(ACCEPT) -source gateway",
  ]);
});

test("one of two equal rules is taken out, and the other stays", async () => {
  await firewall.up();
  await world.shell(
    "pvesh create /cluster/firewall/rules --type in --action DROP --proto tcp --dport 23 --enable 1",
  );
  expect(await firewall.up()).toBe("updated");
  expect(await rules()).toHaveLength(3);
});

test("a firewall that is there already is adopted, and only what differs is changed", async () => {
  await world.shell(
    "pvesh create /cluster/firewall/aliases --name gateway --cidr 10.0.0.1 && " +
      "pvesh create /cluster/firewall/aliases --name printer --cidr 10.0.0.7 && " +
      "pvesh create /cluster/firewall/rules --type in --action ACCEPT --macro Ping --source gateway --enable 1",
  );
  const before = world.mutations;
  await firewall.up();
  const writes = writesSince(before);
  expect(writes).not.toContain("POST /cluster/firewall/aliases");
  expect(await rules()).toHaveLength(3);
  expect(await world.shell(`grep printer ${cluster}`)).toBe("printer 10.0.0.7\n");
  await firewall.delete();
  expect(await rules()).toHaveLength(3);
});

test("what nobody declares is left alone, and told", async () => {
  await firewall.up();
  await world.shell("pvesh create /cluster/firewall/ipset --name theirs");
  expect((await firewall.preview()).action).toBe("same");
  const told = jest.mocked(console.log).mock.calls.flat().join("\n");
  expect(told).toContain("firewall firewall: left alone, not declared: ip set theirs");
});

test("what is taken out of the declaration is taken out of the host", async () => {
  await firewall.up();
  firewall.inputs = { ...spec, aliases: {}, ipsets: {}, groups: {}, nodeOptions: {}, rules: "" };
  expect(await firewall.up()).toBe("updated");
  expect(await world.shell(`cat ${cluster}`)).toBe("[OPTIONS]\n\npolicy_in: DROP\nenable: 1\n\n");
  expect(await firewall.up()).toBe("unchanged");
});

test("an alias that a guest's rule still names is not taken out", async () => {
  await firewall.up();
  await world.shell(
    `printf '[RULES]\\n\\nIN ACCEPT -source dc/gateway\\n' > /etc/pve/firewall/105.fw`,
  );
  firewall.inputs = { ...withRules(""), aliases: {} };
  const before = world.mutations;
  await expect(firewall.preview()).rejects.toThrow(
    /gateway was taken out of aliases, but is still named in \/etc\/pve\/firewall\/105\.fw/,
  );
  expect(world.mutations).toBe(before);
});

test.each<[object, string]>([
  [{ rules: "IN ACCEPT -source +friends\n" }, "ip set friends"],
  [{ nodeRules: "IN ACCEPT -source laptop\n" }, "alias laptop"],
  [{ rules: "GROUP base\n" }, "group base"],
  [{ groups: { web: { comment: "", rules: "IN ACCEPT -dest dc/laptop\n" } } }, "alias laptop"],
])("what a rule names and nobody has made is refused in preview: %j", async (more, name) => {
  firewall.inputs = { ...spec, ...more };
  const before = world.mutations;
  await expect(firewall.preview()).rejects.toThrow(
    `firewall: the ${name} is named, but neither declared nor there on the node.`,
  );
  expect(world.mutations).toBe(before);
});

test("deleted, it is switched off before its rules go; deleted twice, nothing happens", async () => {
  await firewall.up();
  const before = world.mutations;
  await firewall.delete();
  const [first] = writesSince(before);
  expect(first).toBe("PUT /cluster/firewall/options");
  expect(await world.shell(`ls ${cluster} ${node} 2>&1 || true`)).toMatch(/No such file/);
  const after = world.mutations;
  await firewall.delete();
  expect(world.mutations).toBe(after);
});

test.each([
  [
    "IN DROP -p tcp -dport 22\n",
    /port 22 of the node: the rule "IN DROP -p tcp -dport 22" stops it/,
  ],
  ["IN REJECT -source 10.0.0.0/25\n", /10\.0\.0\.0-10\.0\.0\.255\) could not reach port 22/],
  [
    "IN PMG(DROP) -source +management\n",
    /192\.168\.5\.0-192\.168\.5\.255\) could not reach port 8006/,
  ],
  ["GROUP shut\n", /the rule "IN DROP -source 192\.168\.5\.9" stops it/],
])("rules that would shut the management network out are refused: %s", async (text, says) => {
  firewall.inputs = {
    ...withRules(text),
    groups: { shut: { comment: "", rules: "IN DROP -source 192.168.5.9\n" } },
  };
  const before = world.mutations;
  await expect(firewall.preview()).rejects.toThrow(says);
  expect(world.mutations).toBe(before);
});

test("a set blacklist that holds the management network is refused", async () => {
  const blacklist = { comment: "", entries: { "10.0.0.128/25": "" } };
  firewall.inputs = { ...spec, ipsets: { ...spec.ipsets, blacklist } };
  await expect(firewall.preview()).rejects.toThrow(/it is in the ip set blacklist/);
});

test.each([
  ["a rule before it lets it in", "IN SSH(ACCEPT)\nIN PMG(ACCEPT)\nIN DROP\n"],
  ["it is about another interface", "IN DROP -i vmbr7\n"],
  ["it is about another port", "IN DROP -p tcp -dport 1:21,23:8005\n"],
  ["it is about another protocol", "IN DROP -p udp\n"],
  ["it is switched off", "|IN DROP\n"],
  ["it is about what leaves", "OUT DROP\n"],
])("a rule that drops is no lock-out where %s", async (_, text) => {
  firewall.inputs = withRules(text);
  expect(await firewall.up()).toBe("created");
});

test("a change that could shut somebody out halfway is made in an order that does not", async () => {
  firewall.inputs = withRules("IN SSH(ACCEPT)\nIN PMG(ACCEPT)\nIN DROP # all else\n");
  await firewall.up();
  firewall.inputs = withRules("IN ACCEPT -p tcp -dport 22,8006\nIN DROP\n");
  const before = world.mutations;
  expect(await firewall.up()).toBe("updated");
  const writes = writesSince(before);
  expect(writes[0]).toBe("POST /cluster/firewall/rules");
  expect(await rules()).toEqual(["IN ACCEPT -p tcp -dport 22,8006", "IN DROP"]);
});

const shut = (rules: string) => ({ ...withRules(rules), options: { ...spec.options } });

test.each([
  ["made", undefined, spec],
  [
    "changed",
    shut("IN SSH(ACCEPT)\nIN PMG(ACCEPT)\nIN DROP\n"),
    shut("IN ACCEPT -p tcp -dport 22,8006\nIN DROP\n"),
  ],
])(
  "a run that ends at any request is finished by the next, and nobody is shut out between: %s",
  async (_, before, after) => {
    for (let passing = 0; ; passing++) {
      const fresh = await World.open();
      try {
        const resource = new Resource(fresh, "firewall", before ?? after);
        if (before !== undefined) await resource.up();
        resource.inputs = after;
        const fault = { mutating: true, after: passing, status: 500, reason: "killed" };
        fresh.embedded.faults.onRequest({ ...fault, processed: true });
        const end = await resource.up().catch(() => "killed");
        fresh.embedded.faults.clear();
        const { firewalls } = await fresh.host.inspect();
        const { cluster: all, node: own } = firewalls;
        const files = { ...(all && { cluster: all }), ...(own && { node: own }) };
        expect(lockout(files, firewalls)).toBeUndefined();
        if (end !== "killed") break;
        await resource.up();
        expect(await resource.up()).toBe("unchanged");
      } finally {
        await fresh.close();
      }
    }
  },
  240_000,
);

test.each([
  [{ ...spec, rules: "IN ACCEPT" }, /newline after each rule/],
  [{ ...spec, rules: "in accept\n" }, /rules as Proxmox VE writes them/],
  [{ ...spec, rules: "IN ACCEPT -bogus 1\n" }, /rules as Proxmox VE writes them/],
  [{ ...spec, options: { policy_in: "DENY" } }, /options\.policy_in/],
  [{ ...spec, ipsets: { Upper: { comment: "", entries: {} } } }, /lower case letters/],
  [{ ...spec, ipsets: { ab: { comment: "", entries: { "10.0.0.300": "" } } } }, /address/],
  [{ ...spec, aliases: { a: { cidr: "10.0.0.1", comment: "" } } }, /two or more letters/],
])("bad input is named: %#", async (inputs, says) => {
  firewall.inputs = inputs;
  await expect(firewall.preview()).rejects.toThrow(says);
  expect(world.mutations).toBe(0);
});

test("a list that somebody changes between reading and writing is read again", async () => {
  await firewall.up();
  firewall.inputs = withRules("IN DROP -p tcp -dport 23\n");
  await firewall.preview();
  // Behind the back of the reading that preview made.
  await world.embedded.exec(
    "pvesh create /cluster/firewall/rules --type in --action ACCEPT --enable 1",
  );
  expect(await firewall.up()).toBe("updated");
  expect(await rules()).toEqual(["IN DROP -p tcp -dport 23"]);
});
