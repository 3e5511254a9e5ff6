import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { differences } from "../../../tools/drift/differences";
import { driftPage } from "../../../tools/drift/page";
import type { Drift, DriftReport } from "../../../tools/drift/report";
import { withTimes } from "../../../tools/drift/since";
import { driftLines } from "../../../tools/drift/table";
import { onPath, testWith } from "../../workshop/programs";

const memory: Drift = {
  group: "guest-950",
  resource: "guest-950",
  kind: "Container",
  field: "memory",
  live: "1024",
  declared: "2048",
  cause: "host",
};

const report: DriftReport = {
  stack: "dev",
  at: "2026-11-22T12:00:00.000Z",
  groups: [
    { name: "hypervisor", title: "node", kinds: { Pool: 2, NfsExports: 1 } },
    { name: "guest-900", title: "900 base", kinds: { Container: 1 } },
    { name: "guest-950", title: "950 llm", layer: "guest-900", kinds: { Container: 1 } },
  ],
  drifts: [
    { ...memory, group: "hypervisor", resource: "pool-tank", kind: "Pool", field: "compression" },
    memory,
    { ...memory, field: "script", live: `<script>alert("1")</script>\n${"x".repeat(400)}` },
  ],
  remarks: ["restart needed: memory"],
};

test("differences are of single members of tables, whatever order these have, and of whole lists", () => {
  const live = { a: { x: 1, y: { z: true } }, list: [1, 2], same: { p: 1, q: [{ r: 1, s: 2 }] } };
  const declared = { a: { y: { z: false }, x: 1 }, list: [2], same: { q: [{ s: 2, r: 1 }], p: 1 } };
  expect(differences(live, declared)).toEqual([
    { field: "a.y.z", from: "true", to: "false" },
    { field: "list", from: "[1,2]", to: "[2]" },
  ]);
});

test("a difference that an earlier look had with the same value is as old as it was there", () => {
  const first = withTimes({ ...report, at: "2026-11-22T10:00:00.000Z", drifts: [] }, undefined);
  const second = withTimes({ ...report, at: "2026-11-22T11:00:00.000Z", drifts: [memory] }, first);
  const third = withTimes({ ...report, drifts: [memory, { ...memory, field: "swap" }] }, second);
  expect(third.drifts).toMatchObject([
    { since: "2026-11-22T11:00:00.000Z", notBefore: "2026-11-22T10:00:00.000Z" },
    { since: "2026-11-22T12:00:00.000Z", notBefore: "2026-11-22T11:00:00.000Z" },
  ]);
  const changed = withTimes({ ...report, drifts: [{ ...memory, live: "512" }] }, second);
  expect(changed.drifts).toMatchObject([{ since: report.at }]);
  const [other] = withTimes({ ...report, stack: "prod", drifts: [memory] }, second).drifts;
  expect(other).toMatchObject({ since: report.at });
  expect(other).not.toHaveProperty("notBefore");
});

test("the table groups by guest, keeps a line for each field, and ends with what it comes to", () => {
  const lines = driftLines(withTimes(report, undefined));
  expect(lines.slice(0, 6)).toEqual([
    "node",
    "  field                  live  declared  changed      since",
    "  pool-tank compression  1024  2048      on the host  before 2026-11-22 12:00",
    "",
    "950 llm",
    expect.stringMatching(/^ {2}field +live +declared +changed +since$/),
  ]);
  expect(lines.every((line) => line.length < 160 && !line.includes("\n"))).toBe(true);
  expect(lines.slice(-3)).toEqual([
    "restart needed: memory",
    "",
    "3 differences in the node and 1 guest.",
  ]);
  expect(driftLines({ ...report, drifts: [], remarks: [] })).toEqual([
    "Everything is as declared.",
  ]);
});

const chromium = onPath("chromium");

/** What Chromium makes of the page in a window of a width, as the script at its end finds it. */
function inChromium(program: string, page: string, width: number): Record<string, unknown> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-page-"));
  try {
    const probe = `<script>
      const box = (element) => element.getBoundingClientRect();
      const shown = [...document.querySelectorAll(".drifted")].filter((each) => box(each).height > 0);
      const found = {
        overflows: document.documentElement.scrollWidth > innerWidth,
        marked: shown.map((each) => each.textContent),
        links: [...document.links].every((link) => document.querySelector(link.getAttribute("href"))),
        loads: performance.getEntriesByType("resource").length,
        cards: getComputedStyle(document.querySelector("td")).display,
        codes: [...document.querySelectorAll("code")].map((code) => code.textContent.slice(0, 27)),
        inside: box(document.querySelector(".guest .guest")).top > box(document.querySelector(".guest")).top,
      };
      document.documentElement.setAttribute("data-found", JSON.stringify(found));
    </script>`;
    const file = path.join(folder, "drift.html");
    fs.writeFileSync(file, page.replace("</body>", `${probe}</body>`));
    const options =
      "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
      "--disable-component-update --disable-sync --disable-extensions --dump-dom";
    const { stdout, stderr } = spawnSync(
      program,
      [
        ...options.split(" "),
        ...[`--user-data-dir=${folder}/profile`, `--window-size=${width},900`, `file://${file}`],
      ],
      { encoding: "utf8", timeout: 100_000 },
    );
    const json = /data-found="([^"]*)"/.exec(stdout)?.[1];
    if (json === undefined) throw new Error(stderr);
    const decoded = json
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">");
    return JSON.parse(decoded.replace(/&amp;/g, "&")) as Record<string, unknown>;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

testWith(
  chromium,
  "the page marks on the map what has drifted, fits a phone, and loads nothing",
  (program) => {
    const page = driftPage(withTimes(report, undefined));
    const found = {
      overflows: false,
      marked: ["node1 drifted", "pool1 drifted", "950 llm2 drifted"],
      links: true,
      loads: 0,
      inside: true,
      codes: expect.arrayContaining(["1024", '<script>alert("1")</script>']) as unknown,
    };
    expect(inChromium(program, page, 500)).toEqual({ ...found, cards: "grid" });
    expect(inChromium(program, page, 1280)).toEqual({ ...found, cards: "table-cell" });
  },
);

test("the page of a host that is as declared says so and has no table", () => {
  const page = driftPage({ ...report, drifts: [], remarks: [] });
  expect(page).toContain("Everything is as declared.");
  expect(page).not.toContain("<table");
});
