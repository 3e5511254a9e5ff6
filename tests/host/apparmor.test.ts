import { confinedBy, parseAppArmor, parsePolicy } from "../../host/apparmor";
import type { Shell } from "../../host/ssh";

test("what the kernel has is read by name, blanks and slashes in names and all", () => {
  const sections = new Map([
    ["apparmor", "Y\n/usr/sbin/apparmor_parser\n"],
    ["apparmor-loaded", "lxc-100_</var/lib/lxc> (enforce)\n/usr/bin/man (complain)\na b (kill)\n"],
    [
      "apparmor-files",
      "/etc/apparmor.d/x:profile a /bin/x flags=(complain) {\n" +
        '/etc/apparmor.d/x:profile "b c" {\n/etc/apparmor.d/lxc/y:profile d{\n/etc/apparmor.d/z:profile\n',
    ],
  ]);
  expect(parseAppArmor(sections)).toEqual({
    isEnabled: true,
    hasParser: true,
    loaded: new Map([
      ["lxc-100_</var/lib/lxc>", "enforce"],
      ["/usr/bin/man", "complain"],
      ["a b", "kill"],
    ]),
    files: new Map([
      ["/etc/apparmor.d/x", ["a", "b c"]],
      ["/etc/apparmor.d/lxc/y", ["d"]],
    ]),
  });
});

test.each([
  ["\n", false, false],
  ["N\n", false, false],
  ["\n/usr/sbin/apparmor_parser\n", false, true],
  ["Y\n", true, false],
])("whether it is there is read from %j", (section, isEnabled, hasParser) => {
  const read = parseAppArmor(new Map([["apparmor", section]]));
  expect(read).toEqual({ isEnabled, hasParser, loaded: new Map(), files: new Map() });
});

test.each([
  ["policy loaded ab ab", { boot: "loaded", isCurrent: true }],
  ["policy disabled ab cd", { boot: "disabled", isCurrent: false }],
  ["policy complain - -", { boot: "complain", isCurrent: undefined }],
  ["policy other ab ab", undefined],
  ["0123  -", undefined],
])("a line of the inspection: %s", (line, expected) => {
  expect(parsePolicy(line)).toEqual(expected);
});

test("processes are read with guest and program", async () => {
  const script = () => Promise.resolve("1 - my program\n4711 101 systemd\n\n");
  const shell = { script } as unknown as Shell;
  expect(await confinedBy(shell, "x")).toEqual([
    { pid: 1, program: "my program" },
    { pid: 4711, vmid: 101, program: "systemd" },
  ]);
});
