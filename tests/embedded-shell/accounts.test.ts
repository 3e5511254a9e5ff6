import { EmbeddedHost } from "../../embedded/host";
import { freeArchives } from "../embedded/gpu-node";
import { commandLine, inputOf, readRecordings, recordingsExist } from "./recorded-commands";

const programs = [
  "chpasswd",
  "getent",
  "groupadd",
  "groupdel",
  "id",
  "useradd",
  "userdel",
  "usermod",
];

/** Why recorded commands are answered otherwise here. */
const disagreements: Readonly<Record<number, string>> = {
  1061: "the recorded host has no localhost.localdomain",
  1063: "addresses are not told by the kind of their sockets here",
  1065: "getent's hint below the error is not printed",
  1096: "no mail is delivered here",
  1097: "the recorded group was renamed, which is not modelled",
};

const withRecordings = recordingsExist ? test : test.skip;
if (!recordingsExist) console.warn("skipped: there are no recorded commands beside the project");

withRecordings("accounts are managed in the words of the recorded programs", async () => {
  const host = EmbeddedHost.open({ speed: 0 });
  const wrong: string[] = [];
  let total = 0;
  for (const row of readRecordings(new Set(programs))) {
    total += 1;
    const { exitCode, stdout, stderr } = await host.exec(commandLine(row), { stdin: inputOf(row) });
    const ours = JSON.stringify([exitCode, stdout.trim(), stderr.trim()]);
    const recorded = JSON.stringify([row.exit, row.stdout.trim(), row.stderr.trim()]);
    if ((ours === recorded) === (disagreements[row.line] === undefined)) continue;
    wrong.push(`${row.line} ${commandLine(row)}\n${recorded}\n${ours}`);
  }
  await host.close();
  expect(total).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

const sudoers = "/etc/sudoers.d/x";
const visudo = async (content: string, args = `-c -f ${sudoers}`, mode = "0440") => {
  const host = EmbeddedHost.open({ speed: 0 });
  const command = `${freeArchives}; apt-get update -qq; apt-get install -y sudo >/dev/null; cat > ${sudoers}; chmod ${mode} ${sudoers}; visudo ${args}`;
  const result = await host.exec(command, { stdin: content });
  await host.close();
  return result;
};

test.each([
  "ann ALL=(ALL:ALL) ALL\n",
  "# a comment\n\n%sudo ALL=(ALL) NOPASSWD: ALL\nDefaults:ann !requiretty\n",
  "Cmnd_Alias ZFS = /sbin/zfs, /sbin/zpool\nbob ALL = NOPASSWD: /usr/bin/systemctl restart x\n",
])("visudo finds no mistake in %j", async (content) => {
  expect(await visudo(content)).toMatchObject({ stdout: `${sudoers}: parsed OK\n`, exitCode: 0 });
});

test("visudo names the line of a mistake, and says nothing of the rest", async () => {
  expect(await visudo("ann ALL=(ALL:ALL) ALL\nann ALL ALL\n")).toMatchObject({
    stderr: expect.stringMatching(
      /^\/etc\/sudoers\.d\/x:2:\d+: syntax error\nann ALL ALL\n +\^\n$/,
    ) as string,
    exitCode: 1,
  });
});

test("visudo looks at all that sudo reads, and at the modes", async () => {
  const { stdout } = await visudo("ann ALL=(ALL) ALL\n", "-c");
  expect(stdout).toBe(
    "/etc/sudoers: parsed OK\n/etc/sudoers.d/README: parsed OK\n/etc/sudoers.d/x: parsed OK\n",
  );
  expect(await visudo("ann ALL=(ALL) ALL\n", "-c", "0644")).toMatchObject({
    stderr: "/etc/sudoers.d/x: bad permissions, should be mode 0440\n",
    exitCode: 1,
  });
});
