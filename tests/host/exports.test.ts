import { significantLiveOptions, significantOptions } from "../../host/export-options";
import { parseExports } from "../../host/exports-file";
import { recordedFile, testWithShared } from "../shared";

testWithShared("a file that a person wrote is read with its quotes, clients and options", () => {
  expect(parseExports(recordedFile("etc__exports.d__iac.exports"))).toEqual([
    {
      path: "/srv/exp/a",
      client: "10.0.0.0/24",
      options: ["rw", "sync", "no_subtree_check", "no_root_squash"],
    },
    { path: "/srv/exp/a", client: "192.168.1.5", options: ["ro"] },
    {
      path: "/srv/exp/b c",
      client: "*",
      options: ["ro", "all_squash", "anonuid=65534", "anongid=65534", "fsid=7"],
    },
  ]);
});

test("comments, continued lines, options for all clients and nobody named are read as exports(5) says", () => {
  const text = "# a\n/a -ro,sync b \\\n c(rw) # d(rw)\n/e\\040f\n";
  expect(parseExports(text)).toEqual([
    { path: "/a", client: "b", options: ["ro", "sync"] },
    { path: "/a", client: "c", options: ["ro", "sync", "rw"] },
    { path: "/e f", client: "*", options: [] },
  ]);
});

test.each([
  [
    ["rw", "sync", "no_subtree_check"],
    "sync,wdelay,hide,no_subtree_check,sec=sys,rw,root_squash,no_all_squash",
  ],
  [
    ["ro", "fsid=root"],
    "sync,wdelay,hide,no_subtree_check,fsid=0,sec=sys,ro,secure,root_squash,no_all_squash",
  ],
  [["subtree_check", "mp"], "sync,wdelay,hide,mountpoint,sec=sys,ro,root_squash,no_all_squash"],
])("%j is what exportfs lists as %s", (declared, live) => {
  expect(significantLiveOptions(live.split(","))).toEqual(significantOptions(declared));
});

test("of opposites the last counts", () => {
  expect(significantOptions(["rw", "ro"])).toEqual([]);
  expect(significantOptions(["ro", "rw", "anonuid=1", "anonuid=2"])).toEqual(["anonuid=2", "rw"]);
});
