import { EmbeddedHost } from "../../embedded/host";

let host: EmbeddedHost;
const run = (command: string, stdin = "") => host.exec(command, { stdin });
const parse = async (text: string) => (await run("apparmor_parser -QK", text)).stderr.trim();
const loaded = async () => (await run("cat /sys/kernel/security/apparmor/profiles")).stdout;
const good = "profile good flags=(attach_disconnected) {\n  /srv/** r,\n  hat inner { /x r, }\n}\n";

beforeEach(() => {
  host = EmbeddedHost.open({ speed: 0 });
});
afterEach(() => host.close());

test("the profiles of the packages are loaded when the system starts", async () => {
  expect(await loaded()).toContain("lxc-container-default-cgns (enforce)\n");
  await host.restart();
  expect(await loaded()).toContain("lxc-container-default-cgns (enforce)\n");
});

// What apparmor_parser 3.0.8 of Debian 12 printed for the same text on standard input.
test.each([
  [
    "profile a { /x r,\n",
    "line 2: syntax error, unexpected end of file, expecting TOK_ID or TOK_MODE or TOK_SET_VAR",
  ],
  ["profile a {\n  /x q,\n}\n", "line 2: syntax error, unexpected TOK_ID, expecting TOK_MODE"],
  [
    "profile a {\n  mount fstype=nfs\n}\n",
    "line 4: syntax error, unexpected end of file, expecting TOK_END_OF_RULE or TOK_ARROW",
  ],
  [
    "profile a {\n mount fstype=nfs\n /x r,\n}\n",
    "line 3: syntax error, unexpected TOK_ID, expecting TOK_END_OF_RULE or TOK_ARROW",
  ],
  [
    "profile a {\n /x r\n}\n",
    "line 3: syntax error, unexpected TOK_CLOSE, expecting TOK_END_OF_RULE",
  ],
  ["profile a {\n}\n}\n", "line 3: syntax error, unexpected TOK_CLOSE, expecting end of file"],
  ["profile a {\n include <nope/x>\n}\n", "line 2: Could not open 'nope/x'"],
  ["profile a {\n capability nope,\n}\n", "line 2: Invalid capability nope."],
  [
    "profile a { nonsense, }\n",
    "line 1: syntax error, unexpected TOK_END_OF_RULE, expecting TOK_MODE",
  ],
  ["profile a { nonsense /x, }\n", "line 1: syntax error, unexpected TOK_ID, expecting TOK_MODE"],
  ["hello\n", "line 2: syntax error, unexpected end of file, expecting TOK_OPEN"],
  ["profile a flags=(nope) { }\n", "line 1: Invalid profile flag: nope."],
])("a mistake is told as the real program does: %j", async (text, message) => {
  expect(await parse(text)).toBe(`AppArmor parser error at ${message}`);
  expect((await run("apparmor_parser -QK", text)).exitCode).toBe(1);
});

test.each([
  ["profile a {\n @{HOMEX}/x r,\n}\n", "Found reference to variable HOMEX, but is never declared"],
  ["profile a { }\nprofile a { }\n", "Multiple definitions for profile a exist,bailing out."],
])("what shows only at the end has no line: %j", async (text, message) => {
  expect(await parse(text)).toBe(message);
});

test.each([
  "#include <tunables/global>\n/bin/a { @{PROC}/x r, }\n",
  "profile a (complain) { }\n",
  'profile "a" flags=(attach_disconnected, complain) { }\n',
  "profile a { include if exists <nope> }\n",
  "profile a { change_profile -> b, }\n",
  "profile a { ^h {} }",
  "profile a { /srv/{a,b}/** rwk, mount options=(ro, bind) /a -> /b/, }",
  "# nothing\n",
])("policy that the real program takes is taken: %j", async (text) => {
  expect(await run("apparmor_parser -QK", text)).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a profile is added once, replaced and removed with what lies in it", async () => {
  await run("cat > /etc/apparmor.d/good", good);
  expect((await run("apparmor_parser -a /etc/apparmor.d/good")).exitCode).toBe(0);
  expect(await loaded()).toContain("good (enforce)\ngood//inner (enforce)\n");
  const twice = await run("apparmor_parser -a /etc/apparmor.d/good");
  expect(twice.stderr).toBe('apparmor_parser: Unable to add "good".  Profile already exists\n');
  await run("sed -i 's/flags=(/flags=(complain,/' /etc/apparmor.d/good");
  await run("apparmor_parser -r /etc/apparmor.d/good");
  expect(await loaded()).toContain("good (complain)\n");
  expect((await run("apparmor_parser -R /etc/apparmor.d/good")).exitCode).toBe(0);
  expect(await loaded()).not.toContain("good");
  const gone = await run("apparmor_parser -R /etc/apparmor.d/good");
  expect(gone).toMatchObject({
    stderr: `apparmor_parser: Unable to remove "good".  Profile doesn't exist\n`,
    exitCode: 254,
  });
});

test("the kernel shows the sum of what it was given, which is what -S prints of the profile", async () => {
  await run("cat > /etc/apparmor.d/good", good);
  await run("apparmor_parser -r /etc/apparmor.d/good");
  const folder = "/sys/kernel/security/apparmor/policy/profiles/good.*";
  const sum = async (command: string) => (await run(`${command} | sha256sum`)).stdout.slice(0, 64);
  const shown = (await run(`cat ${folder}/raw_sha256`)).stdout.trim();
  const size = (await run(`stat -Lc %s ${folder}/raw_data`)).stdout.trim();
  const print = `apparmor_parser -QTKS /etc/apparmor.d/good | head -c ${size}`;
  expect(await sum(print)).toBe(shown);
  await run("sed -i 's/^profile/# comment\\nprofile/' /etc/apparmor.d/good");
  expect(await sum(print)).toBe(shown);
  await run("sed -i 's/srv/var/' /etc/apparmor.d/good");
  expect(await sum(print)).not.toBe(shown);
});

test("a disabled file is passed over, and one that is forced to complain does", async () => {
  await run("cat > /etc/apparmor.d/good", good);
  await run("ln -s ../good /etc/apparmor.d/disable/good");
  const skipped = await run("apparmor_parser -r /etc/apparmor.d/good");
  expect(skipped).toMatchObject({
    stderr: "Skipping profile in /etc/apparmor.d/disable: good\n",
    exitCode: 0,
  });
  await host.restart();
  expect(await loaded()).not.toContain("good");
  await run("mv /etc/apparmor.d/disable/good /etc/apparmor.d/force-complain/good");
  await host.restart();
  expect(await loaded()).toContain("good (complain)\n");
});
