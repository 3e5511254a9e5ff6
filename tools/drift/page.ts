import type { Drift, DriftReport, Group } from "./report";
import { fieldOf, placeOf, seen, summary } from "./table";
import { style } from "./style";

/** A report as one page of HTML that needs nothing else: the host as a map, then a table for each part that drifted. */
export function driftPage(report: DriftReport): string {
  const { stack, at, groups, drifts, remarks } = report;
  const node = groups.filter(({ name }) => name === "hypervisor");
  const guests = groups.filter(({ name }) => name !== "hypervisor");
  const roots = guests.filter(({ layer }) => !guests.some(({ name }) => name === layer));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(stack)}: ${drifts.length === 0 ? "as declared" : `${drifts.length} drifted`}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${text(stack)}</h1>
<p class="${drifts.length === 0 ? "good" : "bad"}">${text(summary(drifts))}</p>
<p><time datetime="${text(at)}">${text(at.slice(0, 16).replace("T", " "))} UTC</time></p>
</header>
<main>
<section aria-label="Map of the host">
${node.map((group) => nodeBox(group, drifts)).join("")}
<ul class="guests">${roots.map((group) => guestBox(group, guests, drifts)).join("")}</ul>
</section>
${groups.map((group) => details(group, drifts)).join("")}
${remarks.length === 0 ? "" : `<section><h2>Remarks</h2><ul class="remarks">${remarks.map((remark) => `<li>${text(remark)}</li>`).join("")}</ul></section>`}
</main>
</body>
</html>
`;
}

/** The node: a tile for each kind of resource that it has. */
function nodeBox(group: Group, drifts: readonly Drift[]): string {
  const mine = drifts.filter((drift) => drift.group === group.name);
  const tiles = Object.entries(group.kinds).map(([kind, count]) => {
    const drifted = mine.filter((drift) => drift.kind === kind).length;
    return `<li class="${drifted > 0 ? "drifted" : ""}">${text(words(kind))}<b>${drifted > 0 ? marked(drifted) : count}</b></li>`;
  });
  return `<div class="node">${heading(group, mine.length)}<ul class="tiles">${tiles.join("")}</ul></div>`;
}

/** A guest, and in it those that are clones of it. */
function guestBox(group: Group, all: readonly Group[], drifts: readonly Drift[]): string {
  const count = drifts.filter((drift) => drift.group === group.name).length;
  const clones = all.filter(({ layer }) => layer === group.name);
  const below =
    clones.length === 0
      ? ""
      : `<ul class="guests">${clones.map((clone) => guestBox(clone, all, drifts)).join("")}</ul>`;
  return `<li class="guest">${heading(group, count)}${below}</li>`;
}

function heading({ name, title }: Group, count: number): string {
  return count === 0
    ? `<p class="part">${text(title)}</p>`
    : `<p class="part drifted"><a href="#${text(name)}">${text(title)}</a><b>${marked(count)}</b></p>`;
}

function marked(count: number): string {
  return `${count} drifted`;
}

function details({ name, title }: Group, drifts: readonly Drift[]): string {
  const mine = drifts.filter(({ group }) => group === name);
  if (mine.length === 0) return "";
  const titles = ["field", "live", "declared", "changed", "since"];
  const rows = mine.map((drift) => {
    const cells = [
      text(fieldOf(drift)),
      ...[drift.live, drift.declared].map((value) => `<code>${text(value)}</code>`),
      placeOf(drift.cause),
      text(seen(drift)),
    ];
    return `<tr>${cells.map((cell, column) => `<td data-title="${titles[column] ?? ""}">${cell}</td>`).join("")}</tr>`;
  });
  return `<section id="${text(name)}"><h2>${text(title)}</h2>
<table><thead><tr>${titles.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead>
<tbody>${rows.join("")}</tbody></table></section>
`;
}

/** `NfsExports` as `nfs exports`. */
function words(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

function text(given: string): string {
  return given.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
