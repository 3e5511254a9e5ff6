import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onPath, root, testWith } from "./programs";

const scripts = path.join(root, ".github/scripts");
/** What GitHub refuses a longer comment with: "body is too long (maximum is 65536 characters)". */
const limit = 65_536;

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-scripts-"));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

describe("comment-body.sh", () => {
  test("shows the output in a fence, under a heading that sums it up", () => {
    const body = commentBody(
      "~ memory: 1024 => 2048\n\nResources:\n    ~ 1 to update\n    39 unchanged\n",
    );
    expect(body.split("\n").slice(0, 2)).toEqual([
      "<!-- phoenix preview: dev -->",
      "### `pulumi preview` of `dev`: ~ 1 to update, 39 unchanged",
    ]);
    expect(fenced(body)).toEqual({
      fence: "```",
      output: "~ memory: 1024 => 2048\n\nResources:\n    ~ 1 to update\n    39 unchanged",
    });
  });

  test("says in the heading that a preview failed", () => {
    expect(commentBody("error: no\n", 255)).toContain("of `dev`: failed (exit code 255)\n");
  });

  test("says nothing that it does not know when the output sums nothing up", () => {
    expect(commentBody("")).toContain("of `dev`: done\n");
  });

  test.each(["```", "````", "a ``` b `````", "`"])(
    "makes a fence that %j in the output does not close",
    (backticks) => {
      const output = `before\n${backticks}\n<b>after</b>`;
      const found = fenced(commentBody(output));
      expect(found.output).toBe(output);
      expect(backticks).not.toContain(found.fence);
    },
  );

  test("takes colours and other control characters out", () => {
    const output = "\u001b[1m\u001b[38;5;2m+ create\u001b[0m\u0007\r\n";
    expect(fenced(commentBody(output)).output).toBe("+ create");
  });

  test("keeps characters of any alphabet", () => {
    expect(fenced(commentBody("Größe → 8 GiB ✓ 日本\n")).output).toBe("Größe → 8 GiB ✓ 日本");
  });

  test("keeps the beginning and the end of a long output, and says how much is left out", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    const body = commentBody(`${lines.join("\n")}\n`);
    const output = fenced(body).output.split("\n");
    expect(body.length).toBeLessThanOrEqual(limit);
    expect(output[0]).toBe("line 0");
    expect(output.at(-1)).toBe("line 19999");
    const kept = output.filter((line) => line.startsWith("line ")).length;
    expect(kept).toBeGreaterThan(4000);
    expect(output).toContain(
      `… ${20_000 - kept} lines are left out here; the log of the run has them …`,
    );
  });

  test.each([
    ["one endless line", "x".repeat(300_000)],
    ["one endless line of characters of many bytes", "€".repeat(100_000)],
    ["many long lines", `${"y".repeat(5000)}\n`.repeat(100)],
    ["nothing but backticks", "`".repeat(200_000)],
  ])("stays within GitHub's limit for %s", (_, output) => {
    const body = commentBody(output);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limit);
    expect(body).not.toContain("\uFFFD");
    expect(fenced(body).output.length).toBeGreaterThan(500);
  });

  test("names the commit and the run", () => {
    const body = commentBody("", 0, {
      GITHUB_RUN_ID: "7",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_REPOSITORY: "someone/phoenix",
      HEAD_SHA: "abc123",
    });
    expect(body).toContain(
      "\nOf commit abc123, in [this run](https://github.example/someone/phoenix/actions/runs/7).\n",
    );
  });
});

describe("preview.sh", () => {
  test.each([0, 1, 255])(
    "ends with the preview's exit code %d, and hands its output on",
    (code) => {
      const { status, stdout } = preview(`echo "$@"; echo "on stderr" >&2; exit ${code}`);
      expect(status).toBe(code);
      expect(stdout).toBe("run --silent preview -- --stack dev --diff\non stderr\n");
      const comment = commentOutput();
      expect(comment).toContain(stdout);
      expect(comment).toContain(code === 0 ? ": done\n" : `: failed (exit code ${code})\n`);
      expect(fs.readFileSync(path.join(directory, "summary"), "utf8").trim()).toBe(comment.trim());
    },
  );

  test("lets no output end the value and add another", () => {
    preview("printf 'EOF\\nother=1\\ncomment<<EOF\\n'");
    const outputs = readOutputs();
    expect(Object.keys(outputs)).toEqual(["comment"]);
    expect(outputs["comment"]).toContain("EOF\nother=1\ncomment<<EOF\n");
  });

  function preview(npm: string) {
    fake("npm", `#!/bin/sh\n${npm}\n`);
    return run("preview.sh", ["dev"], {
      GITHUB_STEP_SUMMARY: path.join(directory, "summary"),
      GITHUB_OUTPUT: path.join(directory, "output"),
    });
  }

  function commentOutput(): string {
    return readOutputs()["comment"] ?? "";
  }

  /** As GitHub's runner reads the file: NAME<<DELIMITER, lines, DELIMITER. */
  function readOutputs(): Record<string, string> {
    const lines = fs.readFileSync(path.join(directory, "output"), "utf8").split("\n");
    const outputs: Record<string, string> = {};
    for (let at = 0; at < lines.length - 1; at += 1) {
      const [name = "", delimiter = ""] = (lines[at] ?? "").split("<<");
      const end = lines.indexOf(delimiter, at + 1);
      outputs[name] = `${lines.slice(at + 1, end).join("\n")}\n`;
      at = end;
    }
    return outputs;
  }
});

describe("with GitHub's answers", () => {
  const jq = onPath("jq");
  const marker = "<!-- phoenix preview: dev -->";
  const bot = { login: "github-actions[bot]" };

  testWith(jq, "a first preview becomes a new comment", () => {
    const { status, stderr } = comment([]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(sent()).toEqual([
      ["POST", "repos/someone/phoenix/issues/12/comments", `${marker}\nnew\n`],
    ]);
  });

  testWith(jq, "the next one takes its place", () => {
    comment([
      { id: 1, user: { login: "someone" }, body: `${marker}\nquoted by a person` },
      { id: 2, user: bot, body: "<!-- phoenix preview: prod -->\nanother stack" },
      { id: 3, user: bot, body: `${marker}\nold` },
      { id: 4, user: bot, body: `about ${marker}` },
    ]);
    expect(sent()).toEqual([
      ["PATCH", "repos/someone/phoenix/issues/comments/3", `${marker}\nnew\n`],
    ]);
  });

  test("the text of one stack cannot replace the comment of another", () => {
    const { status, stderr } = comment([], "<!-- phoenix preview: prod -->\nforged");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "The comment is not one about the stack dev.\n",
    });
    expect(sent()).toEqual([]);
  });

  testWith(jq, "what GitHub refuses fails the job", () => {
    fake("gh", '#!/bin/sh\necho "HTTP 403" >&2\nexit 1\n');
    expect(runComment(`${marker}\nnew`)).toMatchObject({ status: 1, stderr: "HTTP 403\n" });
  });

  const reviewers = { type: "required_reviewers", reviewers: [{ type: "User" }] };
  testWith(jq, "an environment with a required reviewer is good enough", () => {
    expect(needsReviewer({ protection_rules: [{ type: "wait_timer" }, reviewers] }).status).toBe(0);
  });

  testWith(jq, "one without is refused, for its secrets would go to code nobody looked at", () => {
    for (const rules of [[], [{ type: "branch_policy" }], [{ ...reviewers, reviewers: [] }]]) {
      const { status, stderr } = needsReviewer({ protection_rules: rules });
      expect(status).toBe(1);
      expect(stderr).toContain('The environment "preview" has no required reviewer');
    }
  });

  testWith(jq, "one that is missing is refused as well", () => {
    fake("gh", '#!/bin/sh\necho "gh: Not Found (HTTP 404)" >&2\nexit 1\n');
    const { status, stderr } = run("needs-reviewer.sh", ["preview"], repository);
    expect(status).toBe(1);
    expect(stderr).toContain('::error::The environment "preview" cannot be looked at');
  });

  const repository = { GITHUB_REPOSITORY: "someone/phoenix" };

  function comment(existing: readonly object[], text = `${marker}\nnew`) {
    fakeGitHub(existing);
    return runComment(text);
  }

  function runComment(text: string) {
    return run("comment.sh", ["dev"], { ...repository, PULL_REQUEST: "12", COMMENT: text });
  }

  function needsReviewer(environment: object) {
    fakeGitHub(environment);
    return run("needs-reviewer.sh", ["preview"], repository);
  }

  /** Answers a GET with JSON through the filter of --jq, as gh does, and keeps what else is sent. */
  function fakeGitHub(answer: object): void {
    fs.writeFileSync(path.join(directory, "answer.json"), JSON.stringify(answer));
    fake(
      "gh",
      `#!${process.execPath}
      const fs = require("node:fs");
      const words = process.argv.slice(2);
      const option = (name) => words.includes(name) ? words[words.indexOf(name) + 1] : undefined;
      if (words[0] !== "api") process.exit(2);
      const method = option("--method");
      if (method === undefined) {
        const { spawnSync } = require("node:child_process");
        const input = fs.readFileSync(${JSON.stringify(path.join(directory, "answer.json"))});
        const { status } = spawnSync("jq", ["-r", option("--jq")], { input, stdio: ["pipe", "inherit", "inherit"] });
        process.exit(status);
      }
      const url = words.find((word) => word.startsWith("repos/"));
      const [name, file] = option("--field").split("=@");
      if (name !== "body") process.exit(2);
      const line = JSON.stringify([method, url, fs.readFileSync(file, "utf8")]);
      fs.appendFileSync(${JSON.stringify(path.join(directory, "sent.jsonl"))}, line + "\\n");
      `,
    );
  }

  function sent(): unknown[] {
    const file = path.join(directory, "sent.jsonl");
    if (!fs.existsSync(file)) return [];
    const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as unknown);
  }
});

function commentBody(output: string, code = 0, env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = run("comment-body.sh", ["dev", String(code)], env, output);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** What CommonMark makes of the comment's code block: it ends at the first fence that is as long as its own. */
function fenced(body: string): { fence: string; output: string } {
  const lines = body.split("\n");
  const begin = lines.findIndex((line) => line.startsWith("```"));
  const fence = lines[begin] ?? "";
  const end = lines.findIndex(
    (line, index) => index > begin && /^`+$/.test(line) && line.length >= fence.length,
  );
  expect(lines.slice(end, end + 3)).toEqual([fence, "", "</details>"]);
  return { fence, output: lines.slice(begin + 1, end).join("\n") };
}

function fake(program: string, text: string): void {
  fs.mkdirSync(path.join(directory, "bin"), { recursive: true });
  fs.writeFileSync(path.join(directory, "bin", program), text, { mode: 0o755 });
}

function run(script: string, args: readonly string[], env: Record<string, string>, input = "") {
  const { status, stdout, stderr } = spawnSync(path.join(scripts, script), args, {
    input,
    encoding: "utf8",
    env: { PATH: `${path.join(directory, "bin")}:${process.env["PATH"] ?? ""}`, ...env },
    maxBuffer: 1 << 24,
  });
  return { status, stdout, stderr };
}
