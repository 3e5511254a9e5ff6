import { readOptions } from "../../tools/bootstrap/options";
import { privilegesFor } from "../../tools/bootstrap/privileges";
import fs from "node:fs";
import path from "node:path";

test("a host is taken with its user, as ssh takes them", () => {
  expect(readOptions(["pve.example"])).toMatchObject({
    user: "root",
    host: "pve.example",
    port: 22,
  });
  expect(readOptions(["root@[::1]", "--port", "2222"])).toMatchObject({ host: "::1", port: 2222 });
  expect(readOptions(["--help"])).toBeUndefined();
});

test.each([
  [[], /Name one host/],
  [["a", "b"], /Name one host/],
  [["root@pve", "--port", "0"], /--port must be/],
  [["root@pve", "--port", "x"], /--port must be/],
  [["root@pve", "--host-key", "MD5:aa"], /--host-key must be/],
  [["root@pve", "--endpoint", "http://pve:8006"], /--endpoint must be/],
  [["root@pve", "--frobnicate"], /frobnicate[^]*usage:/],
])("%j is refused", (words, message) => {
  expect(() => readOptions(words)).toThrow(message);
});

test("README names the very privileges that bootstrap gives", () => {
  const readme = fs.readFileSync(path.resolve(__dirname, "../../README.md"), "utf8");
  const [, listed = ""] = /pveum role add Phoenix --privs "([^"]+)"/.exec(readme) ?? [];
  const names = listed.split(/[\s\\]+/).filter((name) => name !== "");
  expect(names.sort()).toEqual(
    privilegesFor({ hasPrivileged: false, hasFirewall: true, hasNetwork: true, hasVms: false }),
  );
  expect(
    privilegesFor({ hasPrivileged: true, hasFirewall: false, hasNetwork: false, hasVms: false }),
  ).toContain("Sys.Modify");
});
