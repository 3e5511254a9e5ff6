import { shellFixture } from "./shell-fixture";

let fixture: ReturnType<typeof shellFixture>;
beforeEach(() => {
  fixture = shellFixture();
});

async function inside(script: string) {
  return fixture.shell.exec("lxc-attach -n 950 --clear-env -- /bin/bash -s", { stdin: script });
}

test("a package is there after apt-get update and install, and its program can be called", async () => {
  expect(await inside("apt-get install -y htop")).toMatchObject({
    exitCode: 100,
    stderr: "E: Unable to locate package htop\n",
  });
  const result = await inside(
    "set -e; apt-get update -qq >/dev/null; apt-get install -y --no-install-recommends htop >/dev/null; command -v htop; htop --version",
  );
  expect(result).toMatchObject({ exitCode: 0, stdout: "/usr/bin/htop\nhtop 3.3.0\n" });
  const query = await inside(
    "dpkg-query -W -f='${Package} ${Version} ${db:Status-Status}\\n' htop",
  );
  expect(query.stdout).toBe("htop 3.3.0-4build1 installed\n");
});

test("a script can use at once what it installs", async () => {
  const script =
    "apt-get update -qq >/dev/null; apt-get install -y -qq jq >/dev/null; echo '{\"a\":[1,2]}' | jq -c .a";
  expect((await inside(script)).stdout).toBe("[1,2]\n");
});

test("an unknown package is refused and nothing is installed", async () => {
  const result = await inside("apt-get update -qq >/dev/null; apt-get install -y htop nosuch");
  expect(result).toMatchObject({ exitCode: 100 });
  expect((await inside("dpkg -s htop")).exitCode).toBe(1);
});

test("a removed package takes its program and its units along", async () => {
  await inside("apt-get update; apt-get install -y nginx; apt-get remove -y nginx");
  const result = await inside(
    "command -v nginx; systemctl is-enabled nginx; systemctl is-active nginx",
  );
  expect(result).toMatchObject({ stdout: "not-found\ninactive\n", exitCode: 4 });
});

test("a unit of ours is enabled and started, stopped, and fails where its program is missing", async () => {
  const unit = (program: string) =>
    `[Unit]\\nDescription=x\\n[Service]\\nExecStart=${program}\\n[Install]\\nWantedBy=multi-user.target\\n`;
  const result = await inside(
    `printf '${unit("/usr/bin/sleep 1")}' > /etc/systemd/system/x.service
     printf '${unit("/opt/none")}' > /etc/systemd/system/y.service
     systemctl daemon-reload; systemctl enable --now x 2>/dev/null; systemctl is-enabled x; systemctl is-active x
     systemctl stop x; systemctl is-active x; systemctl start y 2>/dev/null; echo $?; systemctl is-failed y`,
  );
  expect(result.stdout).toBe("enabled\nactive\ninactive\n1\nfailed\n");
});

test("a unit that is not there is neither restarted nor forgotten to have failed, as systemd 257 says it", async () => {
  const result = await inside(
    "systemctl reset-failed nosuch 2>&1; echo $?; systemctl restart nosuch 2>&1; echo $?",
  );
  expect(result.stdout).toBe(
    "Failed to reset failed state of unit nosuch.service: Unit nosuch.service not loaded.\n1\n" +
      "Failed to restart nosuch.service: Unit nosuch.service not found.\n5\n",
  );
});

test("a locale is usable after locale-gen, and refused before", async () => {
  const before = await inside(
    "apt-get update >/dev/null; apt-get install -y locales >/dev/null; update-locale LANG=de_DE.UTF-8",
  );
  expect(before).toMatchObject({ exitCode: 255 });
  const after = await inside(
    "locale-gen de_DE.UTF-8 >/dev/null; update-locale LANG=de_DE.UTF-8; cat /etc/default/locale; locale -a",
  );
  expect(after.stdout).toBe("LANG=de_DE.UTF-8\nC\nC.utf8\nPOSIX\nde_DE.utf8\n");
});

test("users and groups are made as their files say", async () => {
  const script =
    "groupadd -g 2000 ai; useradd -m -u 2001 -g ai -G sudo phx; id phx; getent group sudo; useradd phx; echo $?";
  expect((await inside(script)).stdout).toBe(
    "uid=2001(phx) gid=2000(ai) groups=2000(ai),27(sudo)\nsudo:x:27:phx\n9\n",
  );
});

test("nothing in a guest reaches a network", async () => {
  await inside("apt-get update; apt-get install -y curl");
  expect(await inside("curl -fsSL https://example.com/x")).toMatchObject({
    exitCode: 6,
    stderr: "curl: (6) Could not resolve host: example.com\n",
  });
});

test("pct exec passes input, output and exit code through", async () => {
  const result = await fixture.shell.exec("pct exec 950 -- sh -c 'cat; echo err >&2; exit 7'", {
    stdin: "in\n",
  });
  expect(result).toEqual({ stdout: "in\n", stderr: "err\n", exitCode: 7 });
});
