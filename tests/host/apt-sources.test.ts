import fc from "fast-check";
import { keepComponents, parseAptSources, parseEntries, switchEntry } from "../../host/apt/sources";
import {
  isEnabled,
  repositoryHandles,
  withDisabled,
  withEnabled,
} from "../../host/apt/standard-repositories";
import { recordedFile, testWithShared } from "../shared";

const list = "/etc/apt/sources.list";
const sources = "/etc/apt/sources.list.d/x.sources";

test.each<[string, object[]]>([
  ["deb http://a/debian trixie main", [{ enabled: true, components: ["main"] }]],
  ["  deb\thttp://a/debian/  trixie   main  contrib # why", [{ components: ["main", "contrib"] }]],
  ["# deb http://a/debian trixie main", [{ enabled: false, suites: ["trixie"] }]],
  [
    "##deb-src [arch=amd64 signed-by=/a/b] http://a trixie main",
    [{ types: ["deb-src"], uris: ["http://a"] }],
  ],
  ["deb [ trusted=yes ] cdrom:[Debian]/ trixie/", [{ uris: ["cdrom:[Debian]/"], components: [] }]],
  ["# deb lines go here", []],
  ["#", []],
  ["debian http://a trixie main", []],
])("the one-line format: %s", (text, expected) => {
  expect(parseEntries(list, `${text}\n`)).toMatchObject(expected);
  expect(parseEntries(list, `${text}\n`)).toHaveLength(expected.length);
});

test("the deb822 format: folded values, comments, several stanzas, words for no", () => {
  const text = `# Debian
Types: deb deb-src
URIs: http://a/debian
Suites: trixie
 trixie-updates
# between
Components: main
\tcontrib
enabled: No

# Types: deb
# URIs: http://commented

Types: deb
URIs: http://b
Suites: ./
Enabled: 1
X-Odd`;
  expect(parseEntries(sources, text)).toMatchObject([
    {
      enabled: false,
      types: ["deb", "deb-src"],
      suites: ["trixie", "trixie-updates"],
      components: ["main", "contrib"],
    },
    { enabled: true, uris: ["http://b"], components: [] },
  ]);
});

testWithShared("a real host's sources are read", () => {
  expect(parseEntries(list, recordedFile("etc__apt__sources.list"))).toMatchObject([
    { enabled: true, suites: ["trixie"], components: ["main", "contrib"] },
    { enabled: true, suites: ["trixie-security"] },
  ]);
});

test("an entry is switched and narrowed in its place, and nothing else is changed", () => {
  const one = "deb http://a main main other # main\ndeb http://b trixie main\n";
  const [first] = parseEntries(list, one);
  if (first === undefined) throw new Error("not read");
  expect(switchEntry(list, one, first, false)).toBe(`# ${one}`);
  expect(keepComponents(list, one, first, ["other"])).toBe(
    "deb http://a main other # main\ndeb http://b trixie main\n",
  );
  const two =
    "Types: deb\nURIs: http://a\nSuites: trixie\nComponents: a\n b\n# end\n\nTypes: deb\n";
  const [stanza] = parseEntries(sources, two);
  if (stanza === undefined) throw new Error("not read");
  expect(switchEntry(sources, two, stanza, false)).toBe(
    two.replace(" b\n", " b\nEnabled: false\n"),
  );
  expect(keepComponents(sources, two, stanza, ["b"])).toBe(two.replace("a\n b", "b"));
});

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const anyEntry = fc.record({
  isOneLine: fc.boolean(),
  enabled: fc.boolean(),
  archive: fc.constantFrom(
    "https://enterprise.proxmox.com/debian/pve",
    "http://download.proxmox.com/debian/pve/",
    "http://download.proxmox.com/debian/ceph-reef",
    "https://enterprise.proxmox.com/debian/ceph-squid",
    "https://mirror.example.org/debian/pve",
    "http://deb.debian.org/debian",
  ),
  suite: fc.constantFrom("trixie", "bookworm", "trixie-updates"),
  components: fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(
        "pve-enterprise",
        "pve-no-subscription",
        "pve-test",
        "pvetest",
        "enterprise",
        "no-subscription",
        "test",
      ),
      word,
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Texts of three files with these entries. */
function filesOf(entries: readonly (typeof anyEntry extends fc.Arbitrary<infer T> ? T : never)[]) {
  const files = new Map<string, string>();
  for (const { isOneLine, enabled, archive, suite, components } of entries) {
    const path = isOneLine ? list : "/etc/apt/sources.list.d/proxmox.sources";
    const names = components.join(" ");
    const text = isOneLine
      ? `${enabled ? "" : "# "}deb ${archive} ${suite} ${names}\n`
      : `Types: deb\nURIs: ${archive}\nSuites: ${suite}\nComponents: ${names}\n${enabled ? "" : "Enabled: no\n"}\n`;
    files.set(path, (files.get(path) ?? "") + text);
  }
  return files;
}

const everything = (files: ReadonlyMap<string, string>) =>
  [...files].flatMap(([path, text]) => parseEntries(path, text));

test("whatever the sources are, a repository that is switched on is on, and others are as they were", () => {
  fc.assert(
    fc.property(
      fc.array(anyEntry, { maxLength: 6 }),
      fc.constantFrom(...repositoryHandles),
      fc.constantFrom("trixie", "bookworm"),
      (entries, handle, codename) => {
        const before = { codename, files: filesOf(entries) };
        const after = {
          codename,
          files: new Map([...before.files, ...withEnabled(before, handle)]),
        };
        expect(isEnabled(after, handle)).toBe(true);
        expect(everything(after.files).length - everything(before.files).length).toBeLessThan(2);
        for (const other of repositoryHandles.filter((each) => each !== handle)) {
          expect(isEnabled(after, other)).toBe(isEnabled(before, other));
        }
      },
    ),
  );
});

test("whatever the sources are, a repository that is switched off is asked of nobody of Proxmox's, and others are as they were", () => {
  fc.assert(
    fc.property(
      fc.array(anyEntry, { maxLength: 6 }),
      fc.constantFrom(...repositoryHandles),
      (entries, handle) => {
        const before = { codename: "trixie", files: filesOf(entries) };
        const after = {
          ...before,
          files: new Map([...before.files, ...withDisabled(before, handle)]),
        };
        expect(withDisabled(after, handle).size).toBe(0);
        for (const other of repositoryHandles.filter((each) => each !== handle)) {
          expect(isEnabled(after, other)).toBe(isEnabled(before, other));
        }
        const foreign = (files: ReadonlyMap<string, string>) =>
          everything(files)
            .filter(({ uris }) => !uris.some((uri) => uri.includes("proxmox.com")))
            .map(({ uris, enabled, components }) => ({ uris, enabled, components }));
        expect(foreign(after.files)).toEqual(foreign(before.files));
      },
    ),
  );
});

test("of the inspection only apt's files are taken", () => {
  const sections = new Map([
    ["codename", "trixie\n"],
    [`file ${list}`, "x\n"],
    ["file /etc/hosts", "y\n"],
  ]);
  expect(parseAptSources(sections)).toEqual({
    codename: "trixie",
    files: new Map([[list, "x\n"]]),
  });
});
