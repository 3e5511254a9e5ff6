import { recordedCommands, recordedFile, testWithShared } from "../shared";
import { shellFixture } from "./shell-fixture";

async function prepared() {
  const fixture = shellFixture();
  const run = (command: string, stdin = "") => fixture.shell.exec(command, { stdin });
  await run(
    "apt-get update; apt-get install -y samba && useradd -u 1000 iacsmb && mkdir -p /srv/exp/a '/srv/exp/b c'",
  );
  return { ...fixture, run };
}

function recorded(program: string, argv: readonly string[], holds = /^/) {
  const found = recordedCommands(program).find(
    (row) =>
      row.argv.join(" ") === argv.join(" ") && holds.test(`${row.stdout ?? ""}${row.stderr ?? ""}`),
  );
  if (found === undefined) throw new Error(`${program} ${argv.join(" ")} was not recorded`);
  const { exit: exitCode, stdout = "", stderr = "" } = found;
  return { exitCode, stdout, stderr };
}

testWithShared("testparm shows what is set as on a real host", async () => {
  const { run, files } = await prepared();
  files.write("/etc/samba/smb.conf", recordedFile("etc__samba__smb.conf@as-installed"));
  expect(await run("testparm -s")).toEqual(recorded("testparm", ["-s"], /print\$/));
  files.write("/etc/samba/smb.conf", recordedFile("etc__samba__smb.conf"));
  files.write("/etc/samba/iac.conf", recordedFile("etc__samba__iac.conf"));
  expect(await run("testparm -s")).toEqual(recorded("testparm", ["-s"], /Daten/));
  for (const argv of [
    ["-s", "--section-name", "data"],
    ["-s", "--section-name", "data", "--parameter-name", "path"],
    ["-s", "--section-name", "nope"],
    ["-s", "-v", "--parameter-name", "log level"],
  ]) {
    const command = ["testparm", ...argv.map((word) => `'${word}'`)].join(" ");
    expect(await run(command)).toEqual(recorded("testparm", argv));
  }
});

testWithShared("testparm refuses what the real one refuses, and no more", async () => {
  const { run, files } = await prepared();
  const bogus = "   bogus option = 1\n";
  files.write("/etc/samba/smb.conf", `[global]\n${bogus}   guest ok = perhaps\n`);
  expect(await run("testparm -s")).toEqual(recorded("testparm", ["-s"], /perhaps/));
  files.write("/etc/samba/bad.conf", "[global\n");
  for (const file of ["/etc/samba/bad.conf", "/etc/samba/none.conf"]) {
    expect(await run(`testparm -s ${file}`)).toEqual(recorded("testparm", ["-s", file]));
  }
  files.write("/root/w.conf", `[global]\n workgroup = X\n${bogus}[s]\n path = /tmp\n`);
  const row = recorded("testparm", ["-s", "/root/w.conf"], /Loaded services/);
  expect(await run("testparm -s /root/w.conf")).toEqual(row);
  expect(await run("testparm -s /dev/stdin < /root/w.conf")).toMatchObject({
    exitCode: 0,
    stdout: row.stdout,
  });
});

testWithShared(
  "Samba's users are made, changed, disabled and removed as on a real host",
  async () => {
    const { run } = await prepared();
    const password = "one\none\n";
    const check = async (program: string, argv: string[], stdin = "", holds?: RegExp) =>
      expect(await run([program, ...argv].join(" "), stdin)).toEqual(
        recorded(program, argv, holds),
      );
    await check("pdbedit", ["-L"], "", /^$/);
    await check("smbpasswd", ["-s", "-a", "iacsmb"], password, /Added/);
    await check("smbpasswd", ["-s", "-a", "nouser"], password);
    await check("smbpasswd", ["-s", "-a", "iacsmb"], "one\nother\n", /Mismatch/);
    await check("smbpasswd", ["-s", "iacsmb"], password);
    await check("smbpasswd", ["-s", "-a", "iacsmb"], "", /^Unable/);
    await check("pdbedit", ["-L"], "", /iacsmb/);
    await check("pdbedit", ["-L", "-u", "nouser"]);
    await check("smbpasswd", ["-d", "iacsmb"]);
    expect((await run("pdbedit -L -w")).stdout).toMatch(/:\[DU {9}\]:LCT-/);
    await check("smbpasswd", ["-e", "iacsmb"]);
    await check("smbpasswd", ["-x", "nouser"]);
    await check("smbcontrol", ["smbd", "reload-config"]);
    await check("pdbedit", ["-x", "-u", "iacsmb"], "", /^$/);
    await check("pdbedit", ["-x", "-u", "iacsmb"], "", /not exist/);
  },
);

testWithShared("what pdbedit says of a user has the lines of a real host", async () => {
  const { run } = await prepared();
  await run("smbpasswd -s -a iacsmb", "one\none\n");
  const same = (text: string) =>
    text
      .replaceAll(/S-1-5-21-[\d-]+-/g, "SID-")
      .replaceAll(/PVE1|PHOENIX/g, "HOST")
      .replaceAll(/(set|change): .*20\d\d.*/g, "$1: DATE");
  const found = await run("pdbedit -L -v iacsmb");
  expect(same(found.stdout)).toBe(same(recorded("pdbedit", ["-L", "-v", "iacsmb"]).stdout));
});

test("a user's password is kept as the hash that Samba keeps", async () => {
  const { run } = await prepared();
  const password = Buffer.from("pässwörd\n").toString("latin1");
  await run("smbpasswd -s -a iacsmb", password + password);
  const [, , , hash] = (await run("pdbedit -L -w")).stdout.split(":");
  expect(hash).toBe("0553152250AC01ADB4213CB9938663E4");
});

test("a line of [global] after an included file with shares is the last share's, as in Samba", async () => {
  const { run, files } = await prepared();
  files.write("/etc/samba/more.conf", "[a]\npath = /srv\n");
  files.write("/etc/samba/smb.conf", "[global]\ninclude = /etc/samba/more.conf\nguest ok = yes\n");
  const { stdout } = await run("testparm -s");
  expect(stdout).toMatch(/\[a\]\n\tguest ok = Yes\n\tpath = \/srv\n$/);
  expect(stdout.split("[a]")[0]).not.toContain("guest ok");
});
