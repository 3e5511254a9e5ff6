import fc from "fast-check";
import { parseFirewallFile } from "../../../host/firewall/file";
import { parseFirewalls } from "../../../host/firewall/firewalls";
import { formatRule, type FirewallRule } from "../../../host/firewall/rule";
import { lockout, type Surroundings } from "../../../providers/firewall/lockout";
import { planSteps } from "../../../providers/firewall/plan";

/** A node in 10.0.0.0/24 on vmbr0, as a machine in another network manages it. */
function surroundings(client = "172.16.0.9"): Surroundings {
  return parseFirewalls(
    new Map([
      ["firewall-connection", `${client} 50000 10.0.0.13 22\n`],
      ["firewall-hosts", "127.0.0.1 localhost\n10.0.0.13 pve.lan pve # node\n"],
      [
        "firewall-routes",
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n" +
          "vmbr0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\n" +
          "vmbr0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\n" +
          "vmbr7\t0010A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n",
      ],
    ]),
    "pve",
  );
}

const on = "[OPTIONS]\n\nenable: 1\n\n";
const files = (rules: string, more = "", node = "") => ({
  cluster: parseFirewallFile(`${on}${more}[RULES]\n\n${rules}`),
  node: parseFirewallFile(node),
});
const management = "[IPSET management]\n\n172.16.0.0/16\n\n";

test("without a rule, who is in no management network is shut out", () => {
  expect(lockout(files(""), surroundings())).toBe(
    "this machine (172.16.0.9) could not reach port 22 of the node: no rule lets it in, and policy_in is DROP",
  );
});

test.each([
  ["the firewall is off", { cluster: parseFirewallFile("") }],
  ["the node's is off", files("IN DROP\n", "", "[OPTIONS]\nenable: 0\n")],
  ["the policy lets it in", { cluster: parseFirewallFile(`${on}policy_in: ACCEPT\n`) }],
  ["the set management holds it", files("", management)],
  ["a rule lets it in", files("IN ACCEPT -source 172.16.0.9 -p tcp -dport 22,8006\n")],
  ["rules of the node let it in", files("", "", "[RULES]\nIN SSH(ACCEPT)\nIN PMG(ACCEPT)\n")],
  [
    "a group lets it in",
    files("GROUP a\n[group a]\nIN ACCEPT -p tcp -dport ssh\nIN ACCEPT -p 6 -dport 8000:8010\n"),
  ],
  [
    "an alias names it",
    files("IN ACCEPT -source dc/Me\n", "[ALIASES]\nme 172.16.0.9\n[IPSET x]\n"),
  ],
  ["it comes in by the rule's interface", files("IN ACCEPT -i vmbr0\n")],
  ["the node is where the rule leads", files("IN ACCEPT -dest 10.0.0.0/24\n")],
  [
    "a smaller network of a set holds it",
    files("", "[IPSET management]\n!172.16.0.0/16\n172.16.0.0/24\n"),
  ],
])("who manages the node gets in where %s", (_, state) => {
  expect(lockout(state, surroundings())).toBeUndefined();
});

test.each([
  ["it is another interface's", "IN ACCEPT -i vmbr7\n", ""],
  ["it leads elsewhere", "IN ACCEPT -dest 10.9.0.0/24\n", ""],
  ["it is switched off", "|IN ACCEPT\n", ""],
  ["it asks for a source port", "IN ACCEPT -p tcp -sport 1024 -dport 22,8006\n", ""],
  ["it names a set that is not there", "IN ACCEPT -source +none\n", ""],
  ["its set leaves it out", "IN ACCEPT -source +s\n", "[IPSET s]\n172.16.0.0/16\n!172.16.0.9\n"],
  ["it is in another set of SDN", "IN ACCEPT -source +sdn/x\n", ""],
  ["a rule before it stops it", "IN DROP -source 172.16.0.0/12\nIN ACCEPT\n", ""],
  ["a rule before it might stop it", "IN DROP -source +sdn/x\nIN ACCEPT\n", ""],
  ["the set blacklist holds it", "IN ACCEPT\n", "[IPSET blacklist]\n172.16.0.9\n"],
  ["it is about IPv6", "IN ACCEPT -source ::/0\n", ""],
])("a rule that lets in does not help where %s", (_, rules, more) => {
  expect(lockout(files(rules, more), surroundings())).toMatch(/^this machine \(172\.16\.0\.9\)/);
});

test("who connects over lo cannot be shut out; the node's own network is looked after all the same", () => {
  expect(lockout(files(""), surroundings("127.0.0.1"))).toBeUndefined();
  expect(lockout(files("IN DROP -source 10.0.0.77\n"), surroundings("127.0.0.1"))).toMatch(
    /^the management network \(10\.0\.0\.0-10\.0\.0\.255\)/,
  );
});

test("an alias local_network says what the node's own network is", () => {
  const alias = "[ALIASES]\nlocal_network 10.0.0.64/26\n";
  expect(
    lockout(files("IN DROP -source 10.0.0.5\n", alias), surroundings("127.0.0.1")),
  ).toBeUndefined();
});

const rule: fc.Arbitrary<FirewallRule> = fc
  .record({
    action: fc.constantFrom("ACCEPT", "DROP", "REJECT"),
    enable: fc.boolean(),
    source: fc.constantFrom("172.16.0.9", "172.16.0.0/24", "10.0.0.0/8", "0.0.0.0/0"),
    dport: fc.constantFrom("22", "8006", "22,8006", "80"),
  })
  .map((members) => ({ type: "in", proto: "tcp", ...members }));
const list = fc.array(rule, { maxLength: 6 });

test("from any rules to any others, the requests end at what is wanted and shut nobody out on the way whom both let in", () => {
  fc.assert(
    fc.property(list, list, fc.boolean(), (from, to, isOn) => {
      const start = parseFirewallFile(
        `[OPTIONS]\nenable: ${isOn ? 1 : 0}\n${management}[RULES]\n${from.map(formatRule).join("\n")}`,
      );
      const wanted = {
        options: { enable: "1" },
        ...{ aliases: {}, ipsets: {}, groups: {}, rules: to },
      };
      const steps = planSteps({ cluster: start }, { cluster: wanted }, { cluster: "" });
      const end = steps.at(-1)?.after.cluster ?? start;
      expect(end.rules.map(formatRule)).toEqual(to.map(formatRule));
      expect(end.options["enable"]).toBe("1");
      const isOpen = (file: typeof start) =>
        lockout({ cluster: file }, surroundings()) === undefined;
      if (!isOpen(start) || !isOpen(end)) return;
      for (const { after } of steps) expect(isOpen(after.cluster ?? start)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a rule that is put in among others is the only one that is written", () => {
  const rules = (text: string) => parseFirewallFile(`${on}[RULES]\n${text}`);
  const want = rules(
    "IN ACCEPT -source 10.0.0.1\nIN ACCEPT -source 10.0.0.2\nIN ACCEPT -source 10.0.0.3\n",
  );
  const live = rules("IN ACCEPT -source 10.0.0.1\nIN ACCEPT -source 10.0.0.3\n");
  const wanted = { options: {}, aliases: {}, ipsets: {}, groups: {}, rules: want.rules };
  const steps = planSteps({ cluster: live }, { cluster: wanted }, { cluster: "/f" });
  expect(steps.map(({ method, path, params }) => [method, path, params])).toEqual([
    ["POST", "/f/rules", { type: "in", action: "ACCEPT", source: "10.0.0.2", enable: 0 }],
    ["PUT", "/f/rules/0", { moveto: 2 }],
    ["PUT", "/f/rules/1", { enable: 1 }],
  ]);
});
