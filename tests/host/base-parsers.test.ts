import { chronyFile, parseChrony } from "../../host/chrony";
import { parsePackages } from "../../host/packages";
import { parseTimeZones } from "../../host/timezone";
import { parseUnitNames, parseUnits } from "../../host/units";

test("packages have dpkg's word and their version; of two architectures the installed one counts", () => {
  const packages = parsePackages(
    "jq installed 1.7-6\nold config-files 1\nlibx not-installed \nlibx installed 2\n",
  );
  expect([...packages]).toEqual([
    ["jq", { status: "installed", version: "1.7-6" }],
    ["old", { status: "config-files", version: "1" }],
    ["libx", { status: "installed", version: "2" }],
  ]);
});

test("of the units that are asked for one that is in no list of units in use is inactive, and one without a file is none", () => {
  const sections = new Map([
    ["unit a.service", "enabled\n"],
    ["unit b.timer", "static\n"],
    ["units", "a.service failed\nc.service active\n"],
  ]);
  expect([...parseUnits(sections, ["a.service", "b.timer", "c.service"])]).toEqual([
    ["a.service", { enabled: "enabled", active: "failed" }],
    ["b.timer", { enabled: "static", active: "inactive" }],
    ["c.service", undefined],
  ]);
});

test("units' names are those of their files, and not of the folders beside them", () => {
  expect([
    ...parseUnitNames(
      "/etc/systemd/system/a.service\n/etc/systemd/system/b.target.wants\n/x/c.timer\n",
    ),
  ]).toEqual(["a.service", "c.timer"]);
});

test.each([
  ["/usr/share/zoneinfo/Europe/Berlin\nEurope/Berlin\n", "Europe/Berlin", "Europe/Berlin"],
  ["../usr/share/zoneinfo/Etc/UTC\n\n", "Etc/UTC", undefined],
  ["\nEtc/UTC\n", undefined, "Etc/UTC"],
  ["/srv/odd\n\n", undefined, undefined],
])("time zones of %j", (text, localtime, timezone) => {
  expect(parseTimeZones(text)).toEqual({ localtime, timezone });
});

test("sources of time are read from all of chrony's files, and from chronyd", () => {
  const sections = new Map([
    [
      "file /etc/chrony/chrony.conf",
      "! old\nPool a.example iburst\nSourceDir /run/x /etc/chrony/sources.d/\n",
    ],
    ["file /etc/chrony/conf.d/x.conf", "  server  b.example   maxpoll 10\n# server c.example\n"],
    [`file ${chronyFile}`, "peer d.example\nallow all\n"],
    [
      "chrony-sources",
      "^,?,a.example,0,6,0,1,0,0,0\n^,*,a.example,2,6,377,1,0,0,0\n^,?,d.example,0,6,0,1,0,0,0\n",
    ],
  ]);
  expect(parseChrony(sections)).toEqual({
    ownText: "peer d.example\nallow all\n",
    own: [{ directive: "peer", name: "d.example", options: [] }],
    foreign: [
      {
        directive: "pool",
        name: "a.example",
        options: ["iburst"],
        file: "/etc/chrony/chrony.conf",
      },
      {
        directive: "server",
        name: "b.example",
        options: ["maxpoll", "10"],
        file: "/etc/chrony/conf.d/x.conf",
      },
    ],
    leased: [],
    readsFolder: true,
    used: ["a.example", "d.example"],
  });
});
