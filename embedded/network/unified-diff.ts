const context = 3;

interface Edit {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** `diff -b -N -u` of two texts; empty where they are the same but for blanks. */
export function unifiedDiff(from: string, before: string, to: string, after: string): string {
  const edits = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(edits);
  if (hunks.length === 0) return "";
  const stamp = new Date().toISOString().replace("T", " ").replace("Z", "000000 +0000");
  return `--- ${from}\t${stamp}\n+++ ${to}\t${stamp}\n${hunks.join("")}`;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function blankless(line: string): string {
  return line.replace(/\s+/g, " ").trimEnd();
}

/** The longest common subsequence, and what is between. */
function compare(a: readonly string[], b: readonly string[]): Edit[] {
  const same = (i: number, j: number) => blankless(a[i] ?? "") === blankless(b[j] ?? "");
  const lengths = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      edits.push({ sign: " ", text: a[i] ?? "" });
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      edits.push({ sign: "-", text: a[i++] ?? "" });
    } else edits.push({ sign: "+", text: b[j++] ?? "" });
  }
  return edits;
}

function hunksOf(edits: readonly Edit[]): string[] {
  const changed = edits.flatMap(({ sign }, index) => (sign === " " ? [] : [index]));
  const groups: [number, number][] = [];
  for (const index of changed) {
    const last = groups.at(-1);
    if (last && index - context <= last[1] + context) last[1] = index;
    else groups.push([index, index]);
  }
  return groups.map(([first, last]) => {
    const from = Math.max(0, first - context);
    const part = edits.slice(from, last + context + 1);
    const count = (list: readonly Edit[], without: string) =>
      list.filter(({ sign }) => sign !== without).length;
    const range = (without: string) => {
      const length = count(part, without);
      const start = count(edits.slice(0, from), without) + (length === 0 ? 0 : 1);
      return length === 1 ? `${start}` : `${start},${length}`;
    };
    const body = part.map(({ sign, text }) => `${sign}${text}\n`).join("");
    return `@@ -${range("+")} +${range("-")} @@\n${body}`;
  });
}
