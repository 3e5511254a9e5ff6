import fs from "node:fs";
import { lifecycles } from "../../providers/lifecycles";

test("every kind has a file here, of its name but for the hyphens, that drifts its fields", () => {
  const files = fs
    .readdirSync(__dirname)
    .filter((name) => name.endsWith(".test.ts") && name !== "complete.test.ts");
  const kinds = files.map((name) => name.replace(/\.test\.ts$/, "").replaceAll("-", ""));
  expect(kinds.sort()).toEqual(Object.keys(lifecycles).sort());
  const calls = files.map((name) => {
    const text = fs.readFileSync(`${__dirname}/${name}`, "utf8");
    return /testDrift\(\{\s*kind: "([a-z]+)"/.exec(text)?.[1];
  });
  expect(calls.sort()).toEqual(kinds);
});
