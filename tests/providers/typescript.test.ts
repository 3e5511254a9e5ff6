import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const hook = path.resolve(__dirname, "../../providers/typescript.cjs");
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-hook-"));

afterAll(() => fs.rmSync(directory, { recursive: true }));

test("errors that say nothing, as Pulumi makes them for each promise, have no trace; all others have one", () => {
  const program = path.join(directory, "program.ts");
  const lines = [
    "const make = (said?: string): Error => new Error(said);",
    "console.log(JSON.stringify([make().stack, make('said').stack]));",
  ];
  fs.writeFileSync(program, lines.join("\n"));
  const { stdout } = spawnSync(process.execPath, ["--require", hook, program], {
    encoding: "utf8",
  });
  const [silent, said] = JSON.parse(stdout) as string[];
  expect(silent).toBe("Error");
  expect(said).toMatch(/^Error: said\n {4}at make \(.*program\.ts:/);
});
