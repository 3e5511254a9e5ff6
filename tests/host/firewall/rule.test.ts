import fc from "fast-check";
import { parseFirewallConf, printFirewallConf } from "../../../embedded/conf/firewall-conf";
import { emptyFirewall, parseFirewallFile } from "../../../host/firewall/file";
import { formatRule, parseRule } from "../../../host/firewall/rule";
import { recordedFile, testWithShared } from "../../shared";

const word = fc.stringMatching(/^[a-z0-9][a-z0-9./:+-]{0,12}$/);
const note = fc.stringMatching(/^[!-~](?:[ -~äöü]{0,20}[!-~])?$/);

const member = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined });

const rule = fc
  .record({
    type: fc.constantFrom("in", "out", "forward"),
    action: fc.constantFrom("ACCEPT", "DROP", "REJECT"),
    enable: fc.boolean(),
    macro: member(fc.constantFrom("SSH", "Ping")),
    iface: member(word),
    source: member(word),
    dest: member(word),
    proto: member(word),
    dport: member(word),
    sport: member(word),
    log: member(fc.constantFrom("info", "nolog")),
    "icmp-type": member(word),
    comment: member(note.filter((text) => !text.startsWith("#"))),
  })
  .map((members) => {
    const given = Object.entries(members).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given) as unknown as NonNullable<ReturnType<typeof parseRule>>;
  });

test("what a rule says is what its line is read as", () => {
  fc.assert(
    fc.property(rule, (each) => {
      expect(parseRule(formatRule(each))).toEqual(each);
    }),
  );
});

test.each([
  [
    "in SSH(ACCEPT) --dport 22 -proto tcp -i vmbr0 #x",
    "IN SSH(ACCEPT) -i vmbr0 -p tcp -dport 22 # x",
  ],
  ["|group web -i net0 # a # b", "|GROUP web -i net0 # a # b"],
])(
  "a line that was read is written as PVE writes it, whatever its spelling: %s",
  (line, written) => {
    const read = parseRule(line);
    expect(read && formatRule(read)).toBe(written);
  },
);

test.each(["IN", "IN ACCEPT -bogus 1", "IN ACCEPT -p", "SIDEWAYS ACCEPT", "GROUP web -p tcp", ""])(
  "a line that PVE leaves out is left out: %j",
  (line) => {
    expect(parseRule(line)).toBeUndefined();
  },
);

test("a file is read as the embedded host, which shares nothing with this, reads and writes it", () => {
  const text = printFirewallConf({
    options: new Map([["enable", "1"]]),
    aliases: [{ name: "Lan", cidr: "10.0.0.0/24", comment: "ours" }],
    ipsets: [{ name: "few", entries: [{ cidr: "10.0.0.5", nomatch: true, comment: "not he" }] }],
    rules: [{ type: "in", action: "ACCEPT", enable: false, fields: new Map([["proto", "tcp"]]) }],
    groups: [{ name: "web", comment: "g", rules: [] }],
  });
  expect(parseFirewallFile(text)).toEqual({
    options: { enable: "1" },
    aliases: { lan: { name: "Lan", cidr: "10.0.0.0/24", comment: "ours" } },
    ipsets: { few: { comment: "", entries: { "10.0.0.5": { nomatch: true, comment: "not he" } } } },
    rules: [{ type: "in", action: "ACCEPT", enable: false, proto: "tcp" }],
    groups: { web: { comment: "g", rules: [] } },
  });
  expect(parseFirewallFile("")).toEqual(emptyFirewall);
  expect(parseFirewallConf(text).rules).toHaveLength(1);
});

testWithShared(
  "the files that real Proxmox VE wrote are read whole, and their rules are written alike",
  () => {
    for (const name of ["firewall__cluster.fw", "firewall__100.fw", "nodes__pve1__host.fw"]) {
      const text = recordedFile(`etc__pve__${name}`);
      const { rules, groups } = parseFirewallFile(text);
      const lines = text.split("\n").filter((line) => /^\|?(?:IN|OUT|GROUP) /.test(line));
      const all = [...rules, ...Object.values(groups).flatMap((group) => group.rules)];
      expect(all.map(formatRule)).toEqual(lines);
    }
  },
);
