import { idealSeconds } from "../../../tools/bench/ideal";
import { loadConfig } from "../../../config/load";
import { crossCheck } from "../../../config/cross";
import { hasErrors } from "../../../config/diagnostics";
import { inventory } from "../../../tools/bench/inventory";
import { benchOptions } from "../../../tools/bench/options";
import { chart } from "../../../tools/bench/chart";
import { bars, page } from "../../../tools/bench/page";
import { median, type Measured, type Results } from "../../../tools/bench/results";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

test.each([
  [1, 25.5],
  [10, 17],
])("the tasks of fifty copies of %s layers take %s s at least", (layers, seconds) => {
  expect(idealSeconds({ guests: 50, layers, taskSeconds: 0.5, workers: 3 })).toBe(seconds);
});

test("each inventory that is measured is valid", () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-inventory-"));
  try {
    for (const sizes of [
      { guests: 0, layers: 0 },
      { guests: 1000, layers: 10 },
    ]) {
      for (const [name, content] of Object.entries(inventory(sizes))) {
        fs.writeFileSync(path.join(directory, name), JSON.stringify(content));
      }
      const { config, declaration } = loadConfig({ directory, stack: "dev" });
      expect(hasErrors(crossCheck(declaration))).toBe(false);
      expect(config?.containers).toHaveLength(sizes.guests + sizes.layers);
    }
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});

test("words that are none of its options are refused with the usage", () => {
  expect(() => benchOptions(["--guests", "many"])).toThrow(/many .*\nnpm run bench/);
  expect(() => benchOptions(["--fast"])).toThrow(/npm run bench/);
  expect(benchOptions(["--guests", "10,20", "--rounds", "1"])).toMatchObject({
    guests: [10, 20],
    delays: [0, 5, 20],
    rounds: 1,
  });
});

test("the median of an even number of values is the lower one of the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2, 0]);
});

const measured = (what: Measured["what"], guests: number, delay: number, seconds: number) => ({
  ...{ what, guests, delay, seconds, processorTime: { engine: 0.5 } },
  ...{ requests: 1, commands: 1, tlsConnections: 1, sshConnections: 1 },
});

const results: Results = {
  ...{ date: "2026-01-01", rounds: 3, processors: 2, states: [] },
  measured: [
    measured("empty program", 0, 0, 2),
    measured("empty inventory", 0, 0, 3),
    measured("resources that do nothing", 200, 20, 5),
    measured("unchanged", 200, 20, 5.5),
    measured("unchanged", 10, 20, 2.5),
  ],
  copies: [{ guests: 50, layers: 1, idealSeconds: 20, seconds: 25 }],
};

test("each bar that was measured is judged", () => {
  const judged = bars(results).map(([, found, isKept]) => [found, isKept]);
  expect(judged).toEqual([
    ["1.50", "**no**"],
    ["2 to 2, whatever N", "yes"],
    ["1", "yes"],
    ["0.50 s", "yes"],
    ["1.25", "yes"],
  ]);
  expect(page(results)).toContain("| 200 | 20 | unchanged | 5.5 | 0.50 |");
});

test("the chart has a line for each kind of run, and no two labels at one place", () => {
  const svg = chart(results, 20);
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  const heights = [...svg.matchAll(/y="([\d.]+)" fill="#/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(2);
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(15);
});
