import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
/** A checkout of its own, in which what is kept can be looked at. */
const checkout = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-hook-")));
const program = path.join(checkout, "program.ts");
const kept = path.join(checkout, ".phoenix/javascript/program.ts.js");

beforeAll(() => {
  fs.mkdirSync(path.join(checkout, "providers"));
  fs.symlinkSync(path.join(root, "node_modules"), path.join(checkout, "node_modules"));
  fs.copyFileSync(path.join(root, "providers/typescript.cjs"), hook());
});
afterAll(() => fs.rmSync(checkout, { recursive: true }));

test("a program runs without its types, which are stripped once", () => {
  expect(run('const said: string = "one";\nconsole.log(said);\n')).toBe("one\n");
  expect(fs.readFileSync(kept, "utf8")).toContain('const said = "one"');
  fs.writeFileSync(kept, fs.readFileSync(kept, "utf8").replace('"one"', '"kept"'));
  expect(run('const said: string = "one";\nconsole.log(said);\n')).toBe("kept\n");
});

test("a program that changed is made anew, and so is one of which a part was kept", () => {
  expect(run('const said: string = "two";\nconsole.log(said);\n')).toBe("two\n");
  fs.truncateSync(kept, fs.statSync(kept).size - 30);
  expect(run('const said: string = "two";\nconsole.log(said);\n')).toBe("two\n");
  expect(fs.readdirSync(path.dirname(kept))).toEqual(["program.ts.js"]);
});

test("a checkout in which nothing can be kept runs all the same", () => {
  fs.rmSync(path.join(checkout, ".phoenix"), { recursive: true });
  fs.writeFileSync(path.join(checkout, ".phoenix"), "");
  expect(run('console.log("three" as string);\n')).toBe("three\n");
});

test("errors that say nothing, as Pulumi makes them for each promise, have no trace; all others have one", () => {
  const said = run(`const make = (said?: string): Error => new Error(said);
console.log(JSON.stringify([make().stack, make("said").stack]));
`);
  const [silent, loud] = JSON.parse(said) as string[];
  expect(silent).toBe("Error");
  expect(loud).toMatch(/^Error: said\n {4}at make \(.*program\.ts:/);
});

function run(text: string): string {
  fs.writeFileSync(program, text);
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", hook(), program], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout;
}

function hook(): string {
  return path.join(checkout, "providers/typescript.cjs");
}
