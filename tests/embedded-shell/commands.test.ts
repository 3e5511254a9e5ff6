import type { ExecResult } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import { templateTree } from "../../embedded/interior/template-tree";
import type { RecordedCommand } from "./recorded-commands";
import {
  commandLine,
  inputOf,
  normalise,
  readRecordings,
  recordingsExist,
} from "./recorded-commands";
import { disagreements } from "./recorded-disagreements";
import { happenBefore, prepareDevices, prepareGuests } from "./recorded-history";
import { shellFixture } from "./shell-fixture";

const judged = ["zfs", "zpool", "pct", "pvesm"];

// The pools of the recording's beginning were made on a host without one.
const lastOfBareHost = 386;

const described = recordingsExist ? describe : describe.skip;
if (!recordingsExist) console.warn("skipped: there are no recorded commands beside the project");

described("against the commands recorded on a real host", () => {
  const agreed = new Map<string, number>();
  const total = new Map<string, number>();
  const wrong: number[] = [];

  beforeAll(async () => {
    const bare = shellFixture();
    const host = EmbeddedHost.open({ speed: 0, node: "pve1", templateTree: recordedTemplate });
    prepareDevices(bare, bare.root);
    prepareDevices(host.node, host.node.root);
    prepareGuests(host.node);
    for (const row of readRecordings(new Set(judged))) {
      const onBare = row.line < lastOfBareHost && row.program.startsWith("z");
      happenBefore(row.line, onBare ? bare : host.node);
      const stdin = inputOf(row);
      const result = await (onBare
        ? bare.shell.exec(commandLine(row), { stdin })
        : host.exec(commandLine(row), { stdin }));
      total.set(row.program, (total.get(row.program) ?? 0) + 1);
      if (agrees(row, result)) agreed.set(row.program, (agreed.get(row.program) ?? 0) + 1);
      else wrong.push(row.line);
    }
    await host.close();
  }, 120_000);

  test("seven of ten commands are answered to the letter", () => {
    const shares = judged.map((name) => `${name} ${agreed.get(name) ?? 0}/${total.get(name) ?? 0}`);
    console.info(`recorded commands that agree: ${shares.join(", ")}`);
    const sum = (counts: ReadonlyMap<string, number>) =>
      [...counts.values()].reduce((all, count) => all + count, 0);
    expect(sum(agreed) / sum(total)).toBeGreaterThan(0.7);
  });

  test("each command that is not has a reason", () => {
    const explained = new Set(Object.values(disagreements).flat());
    expect(wrong.filter((line) => !explained.has(line))).toEqual([]);
  });

  test("no reason is given for a command that is answered well", () => {
    const failing = new Set(wrong);
    const stale = Object.values(disagreements).flat();
    expect(stale.filter((line) => !failing.has(line))).toEqual([]);
  });
});

function agrees(row: RecordedCommand, result: ExecResult): boolean {
  return (
    result.exitCode === row.exit &&
    normalise(row, result.stdout) === normalise(row, row.stdout) &&
    normalise(row, result.stderr) === normalise(row, row.stderr)
  );
}

function recordedTemplate(name: string) {
  const tiny = name.startsWith("debian-13-tiny");
  return templateTree(tiny ? "debian-13-standard_13.1-2_amd64.tar.zst" : name);
}
