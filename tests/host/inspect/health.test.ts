import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { askHealth, healthArgs } from "../../../host/inspect/health";
import { quoteArgv } from "../../../host/quote";
import { healthScript } from "../../../providers/health-script";

const scripts = path.resolve(__dirname, "../../../host/scripts/inspect");
const functions = path.join(scripts, "health.sh");
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-health-"));
  // In the place of a guest: a shell of its own.
  const attach = path.join(folder, "lxc-attach");
  fs.writeFileSync(attach, "#!/bin/bash\nexec bash -s\n", { mode: 0o755 });
  const answer = '{\\n   "exitcode" : 0,\\n   "exited" : 1,\\n   "out-data" : "%s"\\n}\\n';
  const agent = `#!/bin/bash\nprintf '${answer}' "$(bash -s | base64 -w 0)"\n`;
  fs.writeFileSync(path.join(folder, "qm"), agent, { mode: 0o755 });
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

test("bash tells the answers of guests that answer at the same time apart", () => {
  const guests = Array.from({ length: 12 }, (_, index) => index + 100);
  const asked = guests.map((vmid) =>
    askHealth({
      ...{ type: vmid % 2 === 0 ? "lxc" : "qemu", vmid, mark: "x+y", seconds: 20 },
      script: `printf '0=exit ${vmid}\\n1=exit ${vmid}\\n'`,
    }),
  );
  const script = [
    "mark=@mark node=n",
    `. ${quoteArgv([path.join(scripts, "sections.sh")])}; . ${quoteArgv([functions])}`,
    "grep() { return 0; }; bears_mark() { return 0; }; in_machine() { :; }",
    quoteArgv(["print_health", ...asked.flatMap(healthArgs)]),
  ].join("\n");
  const wanted = asked.map((each, index) => {
    const vmid = guests[index] ?? 0;
    return `${healthArgs(each)[0] ?? ""}\n0=exit ${vmid}\n1=exit ${vmid}`;
  });
  for (let run = 0; run < 5; run++) {
    const sections = bash(script).split("\n@mark health ").slice(1);
    expect(sections.map((text) => text.trim()).sort()).toEqual([...wanted].sort());
  }
});

test.each([
  ["#note\n#p+s+9\narch: amd64\n", true],
  ["tags: ai;p+s+9\n", true],
  ["arch: amd64\n[snap]\n#p+s+9\ntags: p+s+9\n", false],
  ["#p+s+90\ntags: p+s+91\n", false],
  [undefined, false],
])("a guest of ours bears the mark now, and not in a snapshot: %j", (content, expected) => {
  const file = path.join(folder, "900.conf");
  fs.rmSync(file, { force: true });
  if (content !== undefined) fs.writeFileSync(file, content);
  const script = `. ${quoteArgv([functions])}\nbears_mark ${quoteArgv([file])} p+s+9 && echo yes || echo no`;
  expect(bash(script)).toBe(expected ? "yes\n" : "no\n");
});

test("a check ends with its time, whatever it leaves behind, and its complaint is one line", () => {
  const limits = { timeout: 1, attempts: 1, interval: 0 };
  const left = { ...limits, script: "sleep 2 & printf 'one\\ttwo\\nthree' >&2; exit 3", args: [] };
  const stubborn = { ...limits, script: "trap '' TERM; sleep 60", args: [] };
  const said = bash(healthScript([left, { ...limits, command: ["true"] }, stubborn]));
  expect(said).toBe("0=exit 3\n1=ok\n2=no answer within 1 s\n0.said=onetwo\n2.said=\n");
});

function bash(script: string): string {
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  return execFileSync("bash", ["-s"], {
    ...{ input: script, env, encoding: "utf8", timeout: 30_000 },
    stdio: ["pipe", "pipe", "ignore"],
  });
}
