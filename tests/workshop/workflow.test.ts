import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { actionlint, onPath, root, testWith } from "./programs";
import { readWorkflow, violations } from "./safety-rules";

const workflows = path.join(root, ".github/workflows");
const [drift, text] = ["drift.yml", "pull-request.yml"].map((name) =>
  fs.readFileSync(path.join(workflows, name), "utf8"),
) as [string, string];
const scripts = path.join(root, ".github/scripts");

const linter = actionlint();
const shellcheck = onPath("shellcheck");

testWith(linter, "actionlint finds nothing in the workflows", (program) => {
  for (const each of [drift, text]) expect(lint(program, each)).toEqual({ status: 0, stdout: "" });
});

testWith(linter, "actionlint would find an output that no step has", (program) => {
  const broken = text.replaceAll("steps.preview.outputs", "steps.review.outputs");
  expect(lint(program, broken)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('property "review" is not defined') as string,
  });
});

testWith(shellcheck, "shellcheck finds nothing in the scripts of its steps", (program) => {
  const files = fs.readdirSync(scripts).map((name) => path.join(scripts, name));
  const { status, stdout } = spawnSync(program, files, { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

test("every script that a step runs is there and may be executed", () => {
  const named = [...`${drift}${text}`.matchAll(/\.github\/scripts\/[\w-]+\.sh/g)].map(
    ([name]) => name,
  );
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) {
    expect(() => fs.accessSync(path.join(root, name), fs.constants.X_OK)).not.toThrow();
  }
});

test("code of a pull request gets no rights, and secrets only after a reviewer looked at it", () => {
  expect(violations(readWorkflow(text))).toEqual([]);
});

test("the hourly look at a real stack is on its schedule alone, reads the code, and has an environment of its own", () => {
  const { on, permissions, jobs } = readWorkflow(drift);
  expect(Object.keys(on)).toEqual(["schedule", "workflow_dispatch"]);
  expect(permissions).toEqual({ contents: "read" });
  expect(Object.values(jobs)).toMatchObject([{ environment: "drift" }]);
  expect(JSON.stringify(jobs)).not.toContain("permissions");
});

const systemdAnalyze = onPath("systemd-analyze");

testWith(systemdAnalyze, "systemd finds nothing wrong in the units of the timer", (program) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-units-"));
  try {
    fs.cpSync(path.join(root, "systemd"), folder, { recursive: true });
    const units = ["timer", "service"].map((kind) => `${folder}/phoenix-drift@srv-phoenix.${kind}`);
    const { status, stderr } = spawnSync(program, ["verify", "--man=no", ...units], {
      encoding: "utf8",
    });
    expect({ status, about: stderr.split("\n").filter((line) => line.includes(folder)) }).toEqual({
      status: 0,
      about: [],
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test("there is a job for a real stack, which the rules are about", () => {
  expect(readWorkflow(text).jobs["preview"]).toMatchObject({ environment: "preview" });
});

test.each([
  [
    "a trigger that gives forks a token that writes",
    "pull_request:",
    "pull_request_target:",
    "it is triggered by pull_request_target",
  ],
  ["rights for every job", "contents: read", "contents: write", "its jobs have other rights"],
  [
    "secrets without an environment",
    "    environment: preview\n",
    "",
    "has secrets outside of the protected environment",
  ],
  [
    "an environment that nobody has checked",
    "needs: [check, protected]",
    "needs: check",
    "does not wait for the check",
  ],
  ["install scripts", "run: npm ci --ignore-scripts", "run: npm ci", "runs install scripts"],
  [
    "a token in the checkout",
    "persist-credentials: false",
    "persist-credentials: true",
    "leaves the token",
  ],
  [
    "an expression in a script",
    'preview.sh "$STACK"',
    "preview.sh ${{ vars.STACK }}",
    "puts an expression into a shell",
  ],
  ["an action by its tag", /checkout@[0-9a-f]{40}/, "checkout@v5", "not pinned by commit"],
  ["an action of others", "actions/setup-node@", "someone/setup-node@", "not GitHub's own"],
  ["another right", "pull-requests: write", "packages: write", "has the right packages: write"],
])("the rules refuse %s", (_, from, to, violation) => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  expect(violations(readWorkflow(changed)).join("\n")).toContain(violation);
});

test("the rules refuse a commenting job that checks out the pull request", () => {
  const job = text.slice(text.indexOf("  comment-dev:"));
  const changed = text.replace(job, job.replace("pull_request.base.sha", "pull_request.head.sha"));
  expect(violations(readWorkflow(changed))).toEqual([
    "comment-dev: gives its token to code of the pull request",
  ]);
});

test("the rules refuse secrets for forks", () => {
  const job = text.slice(text.indexOf("  preview:\n"));
  const changed = text.replace(job, job.replace(/ {4}if: >-\n.*\n.*\n/, ""));
  expect(violations(readWorkflow(changed))).toEqual(["preview: gives secrets to forks"]);
});

function lint(program: string, workflow: string) {
  const { status, stdout } = spawnSync(program, ["-no-color", "-"], {
    input: workflow,
    encoding: "utf8",
  });
  return { status, stdout };
}
