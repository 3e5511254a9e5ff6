import type { ExecResult } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import type { RecordedCommand } from "./recorded-commands";
import { commandLine, inputOf, readRecordings, recordingsExist } from "./recorded-commands";

const described = recordingsExist ? describe : describe.skip;
if (!recordingsExist) console.warn("skipped: there are no recorded commands beside the project");

/** Why recorded commands are answered otherwise here. */
const disagreements: Readonly<Record<number, string>> = {
  414: "the recorded program says nothing of a user that is not there, the recorded API does",
  456: "a ticket is not asked for at the command line here",
  458: "a password is not changed at the command line here",
  464: "what is left over of a removed role is dropped with it here, and needs no warning",
  465: "what is left over of a removed token is dropped with it here, and needs no warning",
};

described("against the pveum commands recorded on a real host", () => {
  const wrong = new Map<number, string>();
  let total = 0;

  beforeAll(async () => {
    const host = EmbeddedHost.open({ speed: 0, node: "pve1" });
    const { files } = host.node;
    files.write("/etc/pve/user.cfg", recordedUsers);
    files.write("/etc/pve/nodes/pve1/lxc/100.conf", "arch: amd64\nhostname: web1\n");
    for (const row of readRecordings(new Set(["pveum"]), "native")) {
      total += 1;
      // Between the two sessions that were recorded somebody tidied up.
      if (row.line === 1501) files.write("/etc/pve/user.cfg", recordedUsers);
      const result = await host.exec(commandLine(row), { stdin: inputOf(row) });
      const difference = compare(row, result);
      if (difference !== undefined) wrong.set(row.line, difference);
    }
    await host.close();
  });

  test("nine of ten are answered to the letter", () => {
    console.info(`recorded pveum commands that agree: ${total - wrong.size}/${total}`);
    expect(total).toBeGreaterThan(80);
    expect((total - wrong.size) / total).toBeGreaterThan(0.9);
  });

  test("each that is not has a reason, and no other has one", () => {
    const unexplained = [...wrong].filter(([line]) => disagreements[line] === undefined);
    expect(unexplained.map(([line, difference]) => `${line}: ${difference}`)).toEqual([]);
    const stale = Object.keys(disagreements).filter((line) => !wrong.has(Number(line)));
    expect(stale).toEqual([]);
  });
});

function compare(row: RecordedCommand, result: ExecResult): string | undefined {
  const recorded = [row.exit, plain(row.stdout), plain(row.stderr)];
  const ours = [result.exitCode, plain(result.stdout), plain(result.stderr)];
  if (row.trimmed === true && ours[0] === row.exit) return undefined;
  return JSON.stringify(recorded) === JSON.stringify(ours)
    ? undefined
    : `${row.argv.join(" ")}\n${JSON.stringify(recorded)}\n${JSON.stringify(ours)}`;
}

/** Secrets are masked in the recording; the order of Perl's hashes differs from run to run. */
function plain(text: string): string {
  const masked = text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "REDACTED")
    .replace(/REDACTED *(?=[│|])/g, "REDACTED ");
  if (!masked.startsWith("[{")) return masked;
  const rows = JSON.parse(masked) as Record<string, unknown>[];
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}

const recordedUsers = `user:iac@pve:1:0::::::
token:iac@pve!tok:0:0::
user:root@pam:1:0::::::
token:root@pam!iac:0:0::


pool:p1::::


acl:1:/:iac@pve:Administrator:
`;
