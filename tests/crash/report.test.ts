import fs from "node:fs";
import path from "node:path";
import { readReport, renderReport } from "./report";

test("the page about reliability says what the last full runs found", () => {
  const page = path.resolve(__dirname, "../../docs/reliability.md");
  expect(fs.readFileSync(page, "utf8")).toBe(renderReport(readReport()));
});
