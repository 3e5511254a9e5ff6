import { recordedCommands, recordedFile, testWithShared } from "../shared";
import { shellFixture } from "./shell-fixture";

const own = "/etc/exports.d/iac.exports";

async function prepared() {
  const fixture = shellFixture();
  const run = (command: string) => fixture.shell.exec(command);
  await run(
    "apt-get update; apt-get install -y nfs-kernel-server && mkdir -p '/srv/exp/b c' /srv/exp/a /rpool/exp",
  );
  fixture.files.write("/etc/exports", recordedFile("etc__exports@vm"));
  const zfs = "/rpool/exp 127.0.0.1(sec=sys,rw,no_subtree_check,mountpoint,no_root_squash)\n";
  fixture.files.write("/etc/exports.d/zfs.exports", zfs);
  return { ...fixture, run };
}

/** The recorded program keeps its lines in the order of a hash table, and a later version says `secure`. */
const lines = (text: string) => text.replaceAll("secure,", "").split("\n").sort();

function recorded(argv: readonly string[], holds: RegExp) {
  const found = recordedCommands("exportfs").find(
    (row) =>
      row.argv.join(" ") === argv.join(" ") && holds.test(`${row.stdout ?? ""}${row.stderr ?? ""}`),
  );
  if (found === undefined) throw new Error(`exportfs ${argv.join(" ")} was not recorded`);
  return found;
}

testWithShared("what is exported is listed as on a real host", async () => {
  const { run, files } = await prepared();
  files.write(own, recordedFile("etc__exports.d__iac.exports"));
  expect(await run("exportfs -ra")).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  for (const [argv, holds] of [
    [["-v"], /^(?![^]*@netgr)[^]*b c.*,all_squash\)/],
    [["-s"], /040c/],
    [[], /b c/],
  ] as const) {
    const { stdout } = await run(`exportfs ${argv.join(" ")}`);
    const wanted = recorded(argv, holds).stdout ?? "";
    expect(lines(stdout)).toEqual(lines(wanted));
  }
});

testWithShared("a client that cannot be resolved is told, and exportfs ends well", async () => {
  const { run, files } = await prepared();
  files.write(own, recordedFile("etc__exports.d__iac.exports@bad-host"));
  const row = recorded(["-ra"], /resolve/);
  const result = await run("exportfs -ra");
  expect(result.exitCode).toBe(row.exit);
  expect(new Set(lines(result.stderr))).toEqual(new Set(lines(row.stderr ?? "")));
  const listed = (await run("exportfs -v")).stdout;
  expect(lines(listed)).toEqual(lines(recorded(["-v"], /@netgr/).stdout ?? ""));
});

testWithShared("mistakes are told as on a real host, with its exit codes", async () => {
  for (const [text, holds] of [
    ["/srv/exp/a *(rw,bogus)\n", /unknown keyword/],
    ["/srv/none *(rw,sync)\n", /stat \/srv\/none/],
    ["/srv/exp/a *(rw,sync\n", /bad option list/],
    ["/srv/exp/a\n", /No options for/],
    ["relative *(rw,sync)\n", /stat relative/],
    ["/etc/hostname *(rw,sync)\n", /not a directory/],
  ] as const) {
    const { run, files } = await prepared();
    files.write(own, text);
    const { exit, stderr } = recorded(["-ra"], holds);
    expect(await run("exportfs -ra")).toMatchObject({ exitCode: exit, stderr });
  }
});

testWithShared("an export by hand lasts until the files are read again", async () => {
  const { run } = await prepared();
  expect(await run("exportfs -u '*:/srv/none'")).toMatchObject({
    exitCode: 1,
    stderr: recorded(["-u", "*:/srv/none"], /Could not find/).stderr,
  });
  await run("exportfs -ra; exportfs -o ro 10.9.9.9:/srv/exp/a");
  expect((await run("exportfs -v")).stdout).toContain("/srv/exp/a    \t10.9.9.9(");
  await run("exportfs -ra");
  expect((await run("exportfs -v")).stdout).not.toContain("10.9.9.9");
});
