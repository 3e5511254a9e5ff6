import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { decodeText, encodeText } from "../../embedded/conf/encoded-text";
import { parseFirewallConf, printFirewallConf } from "../../embedded/conf/firewall-conf";
import { parseGuestConf, printGuestConf } from "../../embedded/conf/guest-conf";
import { parseSectionConf, printSectionConf } from "../../embedded/conf/section-conf";
import { parseUserConf, printUserConf } from "../../embedded/conf/user-conf";
import { readOption } from "../../embedded/lxc/options";
import { leadingKeys } from "../../embedded/storage/storage-types";

const directory = join(__dirname, "../../../shared/data/files");
const recorded = existsSync(directory) ? readdirSync(directory) : [];

if (recorded.length === 0) console.warn("skipped: the files of real Proxmox VE are not at hand");

function each(pattern: RegExp): (title: string, check: (text: string) => void) => void {
  const names = recorded.filter((name) => pattern.test(name));
  return (title, check) => {
    for (const name of names) {
      test(`${title}: ${name}`, () => {
        check(readFileSync(join(directory, name), "utf8"));
      });
    }
  };
}

each(/^etc__pve__lxc__/)("a recorded container's file is written as it was read", (text) => {
  const conf = parseGuestConf(text, 100, readOption);
  expect(conf.warnings).toEqual([]);
  expect(printGuestConf(conf)).toBe(text);
});

each(/^etc__pve__storage\.cfg/)("a recorded storage.cfg keeps its lines", (text) => {
  const entries = parseSectionConf(text);
  const printed = printSectionConf(entries, leadingKeys, new Set(["disable"]));
  expect(parseSectionConf(printed)).toEqual(entries);
  const lines = (all: string) =>
    all
      .replace(/^\tsparse$/m, "\tsparse 1")
      .trim()
      .split("\n")
      .sort();
  expect(lines(printed)).toEqual(lines(text));
});

each(/^etc__pve__user\.cfg/)("a recorded user.cfg keeps its records", (text) => {
  const conf = parseUserConf(text);
  expect(parseUserConf(printUserConf(conf))).toEqual(conf);
  const records = (all: string) => all.split("\n").filter((line) => line !== "");
  expect(records(printUserConf(conf)).sort()).toEqual(records(text).sort());
});

each(/^etc__pve__firewall__/)("a recorded firewall file keeps its entries", (text) => {
  const conf = parseFirewallConf(text);
  expect(parseFirewallConf(printFirewallConf(conf))).toEqual(conf);
  const lines = (all: string) => all.split("\n").filter((line) => line !== "");
  expect(lines(printFirewallConf(conf)).sort()).toEqual(lines(text).sort());
});

test("any text of one line survives the encoding of descriptions", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => decodeText(encodeText(text)) === text),
  );
});

test("any configuration of known options survives writing and reading", () => {
  const value = fc.stringMatching(/^[\w,=/.-]{1,20}$/);
  const options = fc.dictionary(fc.constantFrom("hostname", "net0", "mp1", "nameserver"), value);
  fc.assert(
    fc.property(options, options, options, (current, pending, snapshot) => {
      const conf = parseGuestConf("", 100, readOption);
      for (const [key, text] of Object.entries(current)) conf.options.set(key, text);
      for (const [key, text] of Object.entries(pending)) conf.pending.set(key, text);
      conf.snapshots.set("s1", {
        options: new Map(Object.entries(snapshot)),
        lxc: [["lxc.a", "b"]],
      });
      const read = parseGuestConf(printGuestConf(conf), 100, readOption);
      expect([...read.options].sort()).toEqual([...conf.options].sort());
      expect([...read.pending].sort()).toEqual([...conf.pending].sort());
      expect(Object.fromEntries(read.snapshots.get("s1")?.options ?? [])).toEqual(snapshot);
      expect(read.snapshots.get("s1")?.lxc).toEqual([["lxc.a", "b"]]);
    }),
  );
});

test("a line that means nothing is warned about and gone at the next write", () => {
  const conf = parseGuestConf("memory: 512\nnonsense\nmemory: x\n", 401, readOption);
  expect(conf.warnings).toEqual([
    "vm 401 - unable to parse config: nonsense",
    "vm 401 - unable to parse config: memory: x",
  ]);
  expect(printGuestConf(conf)).toBe("memory: 512\n");
});
